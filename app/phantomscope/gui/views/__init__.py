"""The views beside the slice: other planes, a second scan; and how they share the room."""

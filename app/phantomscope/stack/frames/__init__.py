"""Many frames in one member: the slices in it and the way to their bytes."""

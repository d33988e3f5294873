"""The slice with what was measured on it, and the side view."""

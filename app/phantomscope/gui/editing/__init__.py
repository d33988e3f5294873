"""Changes to a stack, never to its source, and saving them as a new archive."""

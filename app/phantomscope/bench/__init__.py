"""Memory and speed, measured: pylinac's modes and this program in turn, each in fresh processes."""

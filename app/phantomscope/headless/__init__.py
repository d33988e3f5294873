"""The commands that need no window: analyse, and say what a source holds."""

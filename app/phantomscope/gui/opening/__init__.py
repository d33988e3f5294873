"""From a path to a series that is shown."""

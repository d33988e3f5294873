"""How a series is analysed: parameters, corrections, tolerances, profiles, with undo."""

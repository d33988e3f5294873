"""Viewer and analyser for CT and MR phantom stacks."""

__version__ = "0.1.0"

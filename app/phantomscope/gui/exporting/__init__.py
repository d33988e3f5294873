"""Slices and views as pictures and files."""

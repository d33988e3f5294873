"""Distances, angles, profiles and regions that a person draws on a slice."""

"""What phantoms, modules and values mean."""

"""The digital density phantoms: TomoTherapy Cheese and CIRS 062M."""

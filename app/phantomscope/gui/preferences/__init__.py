"""What a person can set once and for all."""

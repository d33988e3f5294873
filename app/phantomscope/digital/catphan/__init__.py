"""The digital CatPhans: one builder, and data for each model."""

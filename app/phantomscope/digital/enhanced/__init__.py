"""Classic slices written as one Enhanced multi-frame object."""

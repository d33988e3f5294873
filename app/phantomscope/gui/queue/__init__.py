"""Several scans or series, one after another."""

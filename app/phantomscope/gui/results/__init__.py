"""What was found: rows, charts, comparison, export."""

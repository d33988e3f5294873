"""What memory it all takes: gauge, panel, strategies."""

"""From bytes to slices: sources, index, decoder, cache, overlay, stack. No Qt, no pylinac."""

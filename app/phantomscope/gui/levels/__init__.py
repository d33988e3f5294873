"""Window and level beyond a drag: presets, histogram, colour maps."""

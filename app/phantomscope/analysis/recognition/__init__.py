"""Which phantom a series shows, from its images and its header, and how sure that is."""

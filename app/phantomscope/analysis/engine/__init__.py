"""One analysis from job to results: the room that loads pylinac, in the process made for it."""

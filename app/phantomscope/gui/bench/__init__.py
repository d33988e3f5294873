"""The window measured from inside: start, opening, scrolling, painting. For ``phantomscope bench`` alone."""

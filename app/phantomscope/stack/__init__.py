"""From bytes to slices: sources, index, decoder, cache, overlay, stack. No Qt, no pylinac."""

from phantomscope.lean_imports import pydicom_import

pydicom_import.prepare()

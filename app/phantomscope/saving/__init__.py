"""Slices written to new files: DICOM archives, secondary captures, 16-bit pictures."""

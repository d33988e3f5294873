"""The DICOM header of a slice, to read."""

"""Digital phantoms: DICOM stacks made from a seed, with known truth beside them. No Qt here."""

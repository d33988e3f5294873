"""Results as documents: text and CSV. No Qt and no pylinac in here; PDF comes from the analysis itself."""

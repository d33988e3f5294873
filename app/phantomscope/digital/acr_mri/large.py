"""The digital ACR MRI Large phantom."""

from phantomscope.digital.acr_mri.phantom import ACRMRIPhantom

PHANTOM = ACRMRIPhantom("ACR MRI Large", "ACRMRILarge")

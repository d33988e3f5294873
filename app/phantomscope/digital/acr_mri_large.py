"""The digital ACR MRI Large phantom."""

from phantomscope.digital.acr_mri import ACRMRIPhantom

PHANTOM = ACRMRIPhantom("ACR MRI Large", "ACRMRILarge")

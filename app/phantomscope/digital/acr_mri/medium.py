"""The digital ACR MRI Medium phantom."""

from phantomscope.digital.acr_mri.phantom import ACRMRIPhantom

PHANTOM = ACRMRIPhantom("ACR MRI Medium", "ACRMRIMedium")

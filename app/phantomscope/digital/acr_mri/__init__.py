"""The digital ACR MRI phantoms, large and medium."""

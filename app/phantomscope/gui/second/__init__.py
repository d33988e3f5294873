"""A second scan beside the first one."""

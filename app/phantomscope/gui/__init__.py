"""The window: Qt at the edges of everything else."""

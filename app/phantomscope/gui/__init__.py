"""The window: Qt at the edges of everything else."""

from phantomscope.lean_imports import pyqtgraph_import, pyside_import

pyside_import.prepare()
pyqtgraph_import.prepare()

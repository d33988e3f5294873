"""Libraries imported without the parts of them that most runs never use: pydicom, PySide, pyqtgraph.

Importing pydicom also imports OpenSSL, an HTTP client, a progress bar and Pillow; importing pyqtgraph makes
PySide create every class of QtCore, QtGui and QtWidgets, and imports trees, tables and a way to draw in other
processes. Together that is more memory than a whole scan takes. What is left out here is not replaced and not
forbidden: it is imported, by the library's own code, when something first asks for it. Where a library is not
built as expected, or was imported already, it is imported plainly. Tests hold both ways equal, name by name.
"""

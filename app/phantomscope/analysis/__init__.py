"""Phantom analysis: pylinac behind one seam, in a process of its own, with results as plain frozen data.

What the window imports from here (``results``, ``events``, ``job``, ``phantoms``, ``process``) never loads
pylinac; only ``engine`` and what it calls do, in the process that runs the analysis.
"""

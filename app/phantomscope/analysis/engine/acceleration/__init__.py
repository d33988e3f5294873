"""The same analysis in less time: what pylinac computes again, or without using it, is left out.

Loaded only in the process that runs an analysis, and only where the job is to be accelerated.
"""

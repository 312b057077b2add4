"""Figures of a running installation: `python -m bench [up] [imports] [api] [turn]`."""

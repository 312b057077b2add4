"""The demo: a space with Ada, the front desk of a small clinic, to talk to from the first minute."""

from speaknode.demo.seed import Demo, seed

__all__ = ["Demo", "seed"]

"""Telephone numbers for tests that share one installation: each is bound by one test only."""

import itertools

_COUNT = itertools.count(1)


def fresh_number() -> str:
    """E.164, of nobody else in this run."""
    return f"+1555900{next(_COUNT):04d}"

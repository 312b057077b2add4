"""Models that need no key, no download and no network."""

AFTER_START_S = 1.0
"""When a model prepares for the caller's first words: during the greeting, not while the call is picked up."""

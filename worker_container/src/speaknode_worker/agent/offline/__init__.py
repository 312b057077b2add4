"""Models that need no key, no download and no network."""

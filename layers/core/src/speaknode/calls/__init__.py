"""Telephone calls as sessions: those that come in, those that we make, and how each ends."""

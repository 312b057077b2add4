"""Consumers of the sessions concept."""

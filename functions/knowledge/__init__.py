"""Consumers of the knowledge concept."""

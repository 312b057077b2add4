"""Consumers of the analysis concept."""

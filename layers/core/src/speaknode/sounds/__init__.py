"""Sounds: files that a space has uploaded, to be heard behind its agents."""

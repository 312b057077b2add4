"""Scheduled work of the telephony concept."""

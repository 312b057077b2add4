"""Receivers of other services' webhooks."""

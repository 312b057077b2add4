"""Notifications: what happens in a space, told to its open browsers."""

"""Scripted ears, mouths and minds for conversations in virtual time."""

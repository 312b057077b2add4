"""Speaknode's core: one folder per concept, free of HTTP; adapters sit beside their concept."""

"""Agents: who talks, and how."""

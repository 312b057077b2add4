"""Telephony accounts and carriers: how a space's numbers reach its agents, and its agents the telephone."""

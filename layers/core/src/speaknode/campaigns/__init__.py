"""Outbound campaigns: many calls by one agent, each contact called as often as the policy says and never twice."""

"""A simulated caller: joins a session's room as a person would, speaks, listens, measures."""

from speaknode_cli.caller.caller import AgentSilentError, Caller, CallerError, Reply

__all__ = ["AgentSilentError", "Caller", "CallerError", "Reply"]

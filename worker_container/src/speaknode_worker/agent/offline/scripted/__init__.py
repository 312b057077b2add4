"""The offline LLM: rules of the agent instead of a language model."""

from speaknode_worker.agent.offline.scripted.plugin import ScriptedLLM, create

__all__ = ["ScriptedLLM", "create"]

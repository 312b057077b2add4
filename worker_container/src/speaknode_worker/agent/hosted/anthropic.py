"""Anthropic."""

from typing import Any

from speaknode_worker.agent.hosted import given
from speaknode_worker.agent.plugins import BuildLlm


def llm(build: BuildLlm) -> Any:
    from livekit.plugins import anthropic

    return anthropic.LLM(**given(model=build.model, temperature=build.temperature), **build.params)

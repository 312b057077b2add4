"""Anthropic."""

from typing import Any

from livekit.plugins import anthropic

from speaknode_worker.agent.hosted import given
from speaknode_worker.agent.plugins import BuildLlm


def llm(build: BuildLlm) -> Any:
    return anthropic.LLM(**given(model=build.model, temperature=build.temperature), **build.params)

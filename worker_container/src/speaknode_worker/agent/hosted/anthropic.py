"""Anthropic."""

import re
from typing import Any

from livekit.plugins import anthropic

from speaknode.providers.anthropic import SAMPLES
from speaknode_worker.agent.hosted import given
from speaknode_worker.agent.plugins import BuildLlm


def llm(build: BuildLlm) -> Any:
    samples = re.match(SAMPLES, build.model or "")
    temperature = build.temperature if samples else None
    return anthropic.LLM(**given(model=build.model, temperature=temperature), **build.params)

"""Groq."""

from typing import Any

from livekit.plugins import groq

from speaknode_worker.agent.hosted import given, prompted
from speaknode_worker.agent.plugins import BuildLlm, BuildStt, BuildTts


def llm(build: BuildLlm) -> Any:
    return groq.LLM(**given(model=build.model, temperature=build.temperature), **build.params)


def stt(build: BuildStt) -> Any:
    return groq.STT(**given(model=build.model, language=build.language[:2]), **prompted(build))


def tts(build: BuildTts) -> Any:
    return groq.TTS(**given(model=build.model, voice=build.voice), **build.params)

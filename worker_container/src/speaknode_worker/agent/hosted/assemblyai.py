"""AssemblyAI."""

from typing import Any

from livekit.plugins import assemblyai

from speaknode_worker.agent.hosted import given
from speaknode_worker.agent.plugins import BuildStt


def stt(build: BuildStt) -> Any:
    keyterms = list(build.keyterms) or None
    return assemblyai.STT(**given(model=build.model, keyterms_prompt=keyterms), **build.params)

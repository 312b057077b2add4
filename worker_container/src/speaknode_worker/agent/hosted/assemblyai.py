"""AssemblyAI."""

from typing import Any

from livekit.plugins import assemblyai

from speaknode_worker.agent.hosted import given, within
from speaknode_worker.agent.plugins import BuildStt

_HEARS_WHAT_IT_FINDS = "universal-streaming"
"""Models of this family are of one language, or find out by themselves which it is; the later ones are told."""
_MOST_KEYTERMS, _LONGEST_KEYTERM = 100, 50


def stt(build: BuildStt) -> Any:
    keyterms = within(build.keyterms, most=_MOST_KEYTERMS, longest=_LONGEST_KEYTERM)
    is_told = not (build.model or "").startswith(_HEARS_WHAT_IT_FINDS)
    return assemblyai.STT(
        **given(
            model=build.model,
            keyterms_prompt=list(keyterms) or None,
            language_codes=[build.language] if is_told else None,
        ),
        **build.params,
    )

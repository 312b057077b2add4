"""Google."""

from typing import Any

from livekit.plugins import google

from speaknode_worker.agent.hosted import LIVE, given, region_of
from speaknode_worker.agent.plugins import BuildLlm, BuildRealtime, BuildStt, BuildTts


def llm(build: BuildLlm) -> Any:
    return google.LLM(**given(model=build.model, temperature=build.temperature), **build.params)


def stt(build: BuildStt) -> Any:
    boosted = [(term, 10.0) for term in build.keyterms] or None
    return google.STT(
        **given(model=build.model, languages=region_of(build.language), keywords=boosted),
        **build.params,
    )


def tts(build: BuildTts) -> Any:
    return google.TTS(
        **given(
            model_name=build.model,
            voice_name=build.voice,
            language=region_of(build.language),
            speaking_rate=build.speed,
        ),
        **build.params,
    )


def realtime(build: BuildRealtime) -> Any:
    """It hears which language is spoken; naming one is refused by models of native audio."""
    return google.realtime.RealtimeModel(
        **given(model=build.model, voice=build.voice, temperature=build.temperature),
        conn_options=LIVE,
        **build.params,
    )

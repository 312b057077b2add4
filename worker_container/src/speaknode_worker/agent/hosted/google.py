"""Google."""

import re
from dataclasses import replace
from typing import Any

from livekit.agents import APIConnectOptions
from livekit.plugins import google

from speaknode_worker.agent.hosted import LIVE, given, region_of
from speaknode_worker.agent.plugins import BuildLlm, BuildRealtime, BuildStt, BuildTts

_WITHOUT_A_MODEL = "chirp_3"
"""The one model that the plug-in does not write into the request: the voice's name says enough."""
_BY_VOICE = re.compile(r"[a-z]{2,3}-[A-Z]{2}-(?P<family>\w+)")
_STREAMS = "Chirp3"
_LONGEST_ANSWER_S = 300.0


def llm(build: BuildLlm) -> Any:
    return google.LLM(**given(model=build.model, temperature=build.temperature), **build.params)


def stt(build: BuildStt) -> Any:
    boosted = [(term, 10.0) for term in build.keyterms] or None
    return google.STT(
        **given(model=build.model, languages=region_of(build.language), keywords=boosted),
        **build.params,
    )


def tts(build: BuildTts) -> Any:
    """A voice that is called by its region and family is of no Gemini; of those families one can speak as text comes.

    Pitch and loudness are of whole requests.
    """
    model, named = build.model, _BY_VOICE.match(build.voice or "")
    if model is None and named:
        model = _WITHOUT_A_MODEL
    is_older = named is not None and not named["family"].startswith(_STREAMS)
    streams = not is_older and not {"pitch", "volume_gain_db"} & build.params.keys()
    return _Google(
        use_streaming=streams,
        **given(
            model_name=model,
            voice_name=build.voice,
            language=region_of(build.language),
            speaking_rate=build.speed,
        ),
        **build.params,
    )


class _Google(google.TTS):
    """The chain waits for the first sound. The plug-in takes the time it is given for that of a whole answer."""

    def stream(self, *, conn_options: APIConnectOptions = LIVE) -> google.tts.SynthesizeStream:
        return super().stream(conn_options=replace(conn_options, timeout=_LONGEST_ANSWER_S))


def realtime(build: BuildRealtime) -> Any:
    """It hears which language is spoken; naming one is refused by models of native audio."""
    return google.realtime.RealtimeModel(
        **given(model=build.model, voice=build.voice, temperature=build.temperature),
        conn_options=LIVE,
        **build.params,
    )

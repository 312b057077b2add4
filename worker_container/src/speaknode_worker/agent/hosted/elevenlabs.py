"""ElevenLabs."""

import os
from typing import Any

from livekit.plugins import elevenlabs

from speaknode_worker.agent.hosted import given, within
from speaknode_worker.agent.plugins import BuildStt, BuildTts

_VOICE = ("stability", "similarity_boost", "style", "use_speaker_boost")
_STABILITY, _SIMILARITY = 0.5, 0.75  # the vendor's own defaults; it wants both or none
_SLOWEST, _FASTEST = 0.7, 1.2
_REALTIME = "scribe_v2_realtime"
_COMMITS_AFTER_S = 0.5
_MOST_KEYTERMS, _LONGEST_KEYTERM = 50, 20
"""Of the realtime model, which hangs up on more."""


def stt(build: BuildStt) -> Any:
    params = _with_key(build.params)
    keyterms = build.keyterms
    if build.model == _REALTIME:
        silence_s = params.pop("vad_silence_threshold_secs", _COMMITS_AFTER_S)
        # By itself: livekit-agents tells it that somebody has finished only where no other kind of transcriber stands
        # behind it, and never where the transcriber is to find the end of a turn.
        params["server_vad"] = {"vad_silence_threshold_secs": silence_s}
        keyterms = within(keyterms, most=_MOST_KEYTERMS, longest=_LONGEST_KEYTERM)
    return elevenlabs.STT(
        **given(
            model=build.model, language_code=build.language[:2], keyterms=list(keyterms) or None
        ),
        **params,
    )


def tts(build: BuildTts) -> Any:
    params = _with_key(build.params)
    voice = {name: params.pop(name) for name in _VOICE if name in params}
    speed = None if build.speed == 1.0 else min(max(build.speed, _SLOWEST), _FASTEST)
    if voice or speed:
        voice = {"stability": _STABILITY, "similarity_boost": _SIMILARITY} | voice
        params["voice_settings"] = elevenlabs.VoiceSettings(**voice, **given(speed=speed))
    return elevenlabs.TTS(
        **given(model=build.model, voice_id=build.voice, language=build.language[:2]),
        **params,
    )


def _with_key(params: dict[str, Any]) -> dict[str, Any]:
    """The plug-in knows the first name only; the vendor's own tools use the second."""
    key = os.environ.get("ELEVEN_API_KEY") or os.environ.get("ELEVENLABS_API_KEY")
    return ({"api_key": key} if key else {}) | params

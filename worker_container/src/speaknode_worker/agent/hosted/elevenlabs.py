"""ElevenLabs."""

import os
from typing import Any

from livekit.plugins import elevenlabs

from speaknode_worker.agent.hosted import given
from speaknode_worker.agent.plugins import BuildStt, BuildTts

_VOICE = ("stability", "similarity_boost", "style", "use_speaker_boost")
_STABILITY, _SIMILARITY = 0.5, 0.75  # the vendor's own defaults; it wants both or none


def stt(build: BuildStt) -> Any:
    return elevenlabs.STT(
        **given(
            model=build.model,
            language_code=build.language[:2],
            keyterms=list(build.keyterms) or None,
        ),
        **_with_key(build.params),
    )


def tts(build: BuildTts) -> Any:
    params = _with_key(build.params)
    voice = {name: params.pop(name) for name in _VOICE if name in params}
    speed = None if build.speed == 1.0 else build.speed
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

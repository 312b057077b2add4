"""Deepgram's Aura voices: it has no call that lists them; a voice is its model's name."""

from speaknode.models.models import Voice
from speaknode.models.voices.static import StaticVoices

_ENGLISH = """
andromeda apollo arcas aries artemis asteria atlas aurora callisto cetus chiron columbia
cordelia crina draco electra eos harmonia helios hera hermes hyperion io iris janus juno
jupiter luna mars minerva mira neptune odysseus ophiuchus orion orpheus phoebe pluto
saturn selene theia titan triton vega venus zeus
"""

LISTER = StaticVoices(
    "deepgram",
    tuple(
        Voice(
            provider="deepgram",
            voice=f"aura-2-{name}-en",
            title=name.capitalize(),
            languages=["en"],
        )
        for name in _ENGLISH.split()
    ),
)

"""Models of an agent's configuration, made by the worker's own code, at fake vendors in the real ones' place.

No setting leads a vendor's plug-in to another server (it would lead a key there): its own argument does.
"""

# ruff: noqa: TID251  # livekit-agents' plug-ins, for the tests of the worker

import json
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from typing import Any

import pytest
from google.genai.types import HttpOptions
from livekit.agents import APIConnectOptions
from livekit.plugins import (
    anthropic,
    assemblyai,
    azure,
    cartesia,
    deepgram,
    elevenlabs,
    google,
    groq,
)
from tests.support.hosted.wire import KEY, Json, Vendor
from tests.support.voice.ears import FakeVAD

from speaknode.agents.models import AgentConfig
from speaknode_worker.agent.cast import Casting, Models
from speaknode_worker.agent.hearing import Attention

ONCE = APIConnectOptions(max_retry=0, timeout=5)
Place = Callable[[str], dict[str, Any]]


def _at(path: str, argument: str = "base_url") -> Place:
    return lambda url: {argument: f"{url}{path}"}


_PLACES: dict[str, tuple[Any, dict[str, Place]]] = {
    "deepgram": (deepgram, {"STT": _at("/v1/listen"), "TTS": _at("/v1/speak")}),
    "elevenlabs": (elevenlabs, {"STT": _at("/v1"), "TTS": _at("/v1")}),
    "cartesia": (cartesia, {"STT": _at(""), "TTS": _at("")}),
    "assemblyai": (assemblyai, {"STT": _at("")}),
    "anthropic": (anthropic, {"LLM": _at("")}),
    "groq": (groq, dict.fromkeys(("LLM", "STT", "TTS"), _at("/openai/v1"))),
    "azure": (
        azure,
        {
            "STT": lambda url: {"speech_host": url.replace("http", "ws"), "speech_region": None},
            "TTS": _at("/cognitiveservices/v1", "speech_endpoint"),
        },
    ),
    "google": (google, {"LLM": lambda url: {"http_options": HttpOptions(base_url=url)}}),
}
"""By which argument a plug-in is led to another server, and what of the path belongs to it."""


def lead(monkeypatch: pytest.MonkeyPatch, provider: str, *vendors: Vendor) -> None:
    """The first model that is made goes to the first server, the next to the next; the last takes the rest."""
    plugin, places = _PLACES[provider]
    for name, place in places.items():
        urls = chain((vendor.url for vendor in vendors), repeat(vendors[-1].url))
        monkeypatch.setattr(plugin, name, _led(getattr(plugin, name), place, urls))


def _led(made: Callable[..., Any], place: Place, urls: Iterator[str]) -> Any:
    def make(**fields: Any) -> Any:
        return made(**(place(next(urls)) | fields))

    return make


def models(
    config: Json,
    *,
    locale: str = "en",
    attention: Attention | None = None,
    written: bool = False,
) -> Models:
    """`config` is of an agent's version, as the API takes it. What it leaves open is of a vendor and never used."""
    casting = Casting(
        variables={},
        deaf=lambda reason: pytest.fail(f"deaf: {reason}"),
        keys=dict.fromkeys(_PLACES, KEY) | {"google_cloud": json.dumps({"private_key": KEY})},
        ears=None if written else FakeVAD(),
        attention=attention or Attention(),
    )
    unused = {"provider": "deepgram"}
    wanted = {"name": "Ada", "default_locale": locale, "stt": unused} | config
    wanted.setdefault("locales", {locale: {"tts": unused}})
    return casting.models(AgentConfig.model_validate(wanted), locale)

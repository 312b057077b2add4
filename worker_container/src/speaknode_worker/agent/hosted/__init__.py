"""Hosted providers, one file each: our settings become the arguments of livekit-agents' plug-ins.

All of them are imported once per worker (`preload`): a call that begins would wait seconds for its vendors.
"""

import logging
from typing import Any

from livekit.agents import APIConnectOptions

from speaknode_worker.agent.plugins import BuildStt

LIVE = APIConnectOptions(max_retry=2, retry_interval=0.5, timeout=4.0)
"""For a caller who waits: the models' own default gives up after half a minute."""
logger = logging.getLogger(__name__)


_REGIONS = {"en": "en-US", "ru": "ru-RU", "de": "de-DE", "fr": "fr-FR", "es": "es-ES"}


def region_of(language: str) -> str:
    """For vendors who want a region with the language."""
    return language if "-" in language else _REGIONS.get(language, language)


def given(**arguments: Any) -> dict[str, Any]:
    """Arguments that have a value; the rest keep the plug-in's own defaults."""
    return {name: value for name, value in arguments.items() if value is not None}


def prompted(build: BuildStt) -> dict[str, Any]:
    """The settings, with the words to listen for in the prompt, where a transcriber takes them no other way."""
    told = filter(None, (build.params.get("prompt"), ", ".join(build.keyterms)))
    return given(**(build.params | {"prompt": ". ".join(told) or None}))


def within(keyterms: tuple[str, ...], *, most: int, longest: int) -> tuple[str, ...]:
    """Those that a vendor takes: with one too many it refuses to hear anything at all."""
    taken = tuple(term for term in keyterms if len(term) <= longest)[:most]
    if len(taken) < len(keyterms):
        logger.warning("key terms are left out", extra={"left_out": len(keyterms) - len(taken)})
    return taken

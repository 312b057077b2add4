"""Deepgram: `GET /v1/models`, which it answers without a key; a voice is its model's name."""

from typing import Any

from speaknode.models.models import Voice
from speaknode.models.ports import VendorApi, VoiceAccess

_URL = "https://api.deepgram.com/v1/models"


class DeepgramVoices:
    provider = "deepgram"
    needs_key = False

    def list(self, api: VendorApi, access: VoiceAccess) -> list[Voice]:
        found = api.get(self.provider, _URL, headers={}, params={})
        return [_voice(item) for item in found.get("tts") or [] if item.get("canonical_name")]


def _voice(item: dict[str, Any]) -> Voice:
    about = item.get("metadata") or {}
    name = item.get("name") or item["canonical_name"]
    return Voice(
        provider="deepgram",
        voice=item["canonical_name"],
        title=" ".join(filter(None, (name.capitalize(), _family(item)))),
        languages=item.get("languages") or [],
        description=", ".join(filter(None, (about.get("accent"), *(about.get("tags") or [])))),
        preview_url=about.get("sample"),
    )


def _family(item: dict[str, Any]) -> str | None:
    """`aura-2`: one name may be of several."""
    family = item.get("architecture")
    return f"({family})" if family else None


LISTER = DeepgramVoices()

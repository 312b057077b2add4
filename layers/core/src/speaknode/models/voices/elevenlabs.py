"""ElevenLabs: `GET /v2/voices`, in pages."""

from collections.abc import Iterator
from typing import Any

from speaknode.models.models import Voice
from speaknode.models.ports import VendorApi, VoiceAccess

_URL = "https://api.elevenlabs.io/v2/voices"
_PAGES = 20


class ElevenLabsVoices:
    provider = "elevenlabs"
    needs_key = True

    def list(self, api: VendorApi, access: VoiceAccess) -> list[Voice]:
        return [_voice(item) for item in self._items(api, access.key)]

    def _items(self, api: VendorApi, key: str) -> Iterator[dict[str, Any]]:
        params = {"page_size": "100"}
        for _ in range(_PAGES):
            page = api.get(self.provider, _URL, headers={"xi-api-key": key}, params=params)
            yield from page.get("voices") or []
            if not page.get("has_more") or not page.get("next_page_token"):
                return
            params["next_page_token"] = page["next_page_token"]


def _voice(item: dict[str, Any]) -> Voice:
    labels = item.get("labels") or {}
    verified = [entry.get("language") for entry in item.get("verified_languages") or []]
    languages = [tag for tag in (*verified, labels.get("language")) if tag]
    return Voice(
        provider="elevenlabs",
        voice=item["voice_id"],
        title=item.get("name") or item["voice_id"],
        languages=sorted(set(languages)),
        gender=labels.get("gender"),
        description=item.get("description"),
        preview_url=item.get("preview_url"),
    )


LISTER = ElevenLabsVoices()

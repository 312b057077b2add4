"""Cartesia: `GET /voices`, in pages."""

from collections.abc import Iterator
from typing import Any

from speaknode.models.models import Voice
from speaknode.models.ports import VendorApi, VoiceAccess

_URL = "https://api.cartesia.ai/voices"
_VERSION = "2025-04-16"
_PAGES = 20


class CartesiaVoices:
    provider = "cartesia"
    needs_key = True

    def list(self, api: VendorApi, access: VoiceAccess) -> list[Voice]:
        return [_voice(item) for item in self._items(api, access.key)]

    def _items(self, api: VendorApi, key: str) -> Iterator[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {key}", "Cartesia-Version": _VERSION}
        params = {"limit": "100"}
        for _ in range(_PAGES):
            page = api.get(self.provider, _URL, headers=headers, params=params)
            items = page.get("data") or []
            yield from items
            if not page.get("has_more") or not items:
                return
            params["starting_after"] = items[-1]["id"]


def _voice(item: dict[str, Any]) -> Voice:
    language = item.get("language")
    return Voice(
        provider="cartesia",
        voice=item["id"],
        title=item.get("name") or item["id"],
        languages=[language] if language else [],
        gender=item.get("gender"),
        description=item.get("description"),
    )


LISTER = CartesiaVoices()

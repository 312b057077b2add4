"""Vendors over HTTP."""

from collections.abc import Mapping
from typing import Any

import httpx

from speaknode.models.errors import ProviderKeyRefusedError, ProviderUnavailableError

TIMEOUT_S = 6.0
_REFUSED = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)


class HttpVendorApi:
    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        """Redirects are not followed: the key is for the vendor, not for where it may point to."""
        self._client = httpx.Client(timeout=TIMEOUT_S, transport=transport, follow_redirects=False)

    def get(
        self, provider: str, url: str, *, headers: Mapping[str, str], params: Mapping[str, str]
    ) -> Any:
        try:
            response = self._client.get(url, headers=dict(headers), params=dict(params))
        except httpx.HTTPError as error:
            raise ProviderUnavailableError(provider) from error
        if response.status_code in _REFUSED:
            raise ProviderKeyRefusedError(provider)
        if not response.is_success:
            raise ProviderUnavailableError(provider)
        try:
            return response.json()
        except ValueError as error:
            raise ProviderUnavailableError(provider) from error

"""VoxImplant's Management API: form posts, errors in a 200, a service account's JWT or an API key."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import jwt

from speaknode.kit.errors import InvalidError, LimitError, UnavailableError
from speaknode.telephony.voximplant.config import VoxImplantSettings

API = "https://api.voximplant.com/platform_api"
TIMEOUT_S = 15.0
_TOKEN_S = 3000
"""VoxImplant takes no token that lives longer than an hour."""
_OWN_HOSTS = (".voximplant.com", ".voximplant.ai")
_PAGE = 100
_MOST_PAGES = 50
_LIMITS = (340, 515)
_UNAUTHENTICATED = (100, 104, 456)
Value = str | int | bool | None
Json = dict[str, Any]


class VoxTimeoutError(UnavailableError):
    """Nothing came back: what was asked may have been done."""


class VoxRefusedError(InvalidError):
    def __init__(self, message: str, number: int) -> None:
        super().__init__(f"VoxImplant: {message} ({number})", code="carrier_refused")
        self.number = number

    @property
    def is_about_credentials(self) -> bool:
        return self.number in _UNAUTHENTICATED


class VoxClient:
    def __init__(
        self, settings: VoxImplantSettings, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._settings, self._transport = settings, transport
        self._token, self._until = "", 0.0

    def call(self, method: str, **parameters: Value) -> Json:
        form = {name: _text(value) for name, value in parameters.items() if value is not None}
        headers, more = self._credentials()
        try:
            with httpx.Client(timeout=TIMEOUT_S, transport=self._transport) as http:
                answer = http.post(f"{API}/{method}/", data={**form, **more}, headers=headers)
        except httpx.ConnectError as error:
            raise UnavailableError(
                "VoxImplant cannot be reached", code="carrier_unavailable"
            ) from error
        except httpx.HTTPError as error:
            raise VoxTimeoutError(
                "VoxImplant did not answer", code="carrier_unavailable"
            ) from error
        return _read(answer)

    def each(self, method: str, **parameters: Value) -> Iterator[Json]:
        """All rows of a Get… method, page by page."""
        for page in range(_MOST_PAGES):
            answer = self.call(method, count=_PAGE, offset=page * _PAGE, **parameters)
            rows = answer.get("result") or []
            yield from rows
            if len(rows) < _PAGE:
                return

    def download(self, url: str) -> tuple[bytes, str]:
        """A recording and its content type; only from VoxImplant, for it is asked with the account's key."""
        where = httpx.URL(url)
        if where.scheme != "https" or not where.host.endswith(_OWN_HOSTS):
            raise InvalidError("not a recording of VoxImplant", code="foreign_recording")
        headers, _ = self._credentials()
        try:
            with httpx.Client(timeout=TIMEOUT_S, transport=self._transport) as http:
                answer = http.get(where, headers=headers)
        except httpx.HTTPError as error:
            raise UnavailableError(
                "VoxImplant did not give the recording", code="carrier_unavailable"
            ) from error
        if not answer.is_success:
            raise UnavailableError(
                f"VoxImplant: HTTP {answer.status_code} for a recording", code="carrier_unavailable"
            )
        return answer.content, answer.headers.get("content-type", "audio/mpeg").split(";")[0]

    def _credentials(self) -> tuple[dict[str, str], dict[str, str]]:
        settings = self._settings
        if settings.api_key is not None:
            key = settings.api_key.get_secret_value()
            return {}, {"account_id": settings.account_id, "api_key": key}
        return {"Authorization": f"Bearer {self._bearer()}"}, {}

    def _bearer(self) -> str:
        now = time.time()
        if now > self._until - 60:
            secret = self._settings.service_account_private_key
            assert secret is not None
            self._until = now + _TOKEN_S
            claims = {
                "iss": self._settings.account_id,
                "iat": int(now) - 5,
                "exp": int(self._until),
            }
            try:
                self._token = jwt.encode(
                    claims,
                    secret.get_secret_value(),
                    algorithm="RS256",
                    headers={"kid": self._settings.service_account_key_id},
                )
            except (ValueError, TypeError, jwt.PyJWTError) as error:
                raise InvalidError.field(
                    "/settings/service_account_private_key", "is not an RSA private key"
                ) from error
        return self._token


def _read(answer: httpx.Response) -> Json:
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise LimitError("VoxImplant: too many requests", code="carrier_limit")
    try:
        body = answer.json()
    except ValueError:
        body = None
    if not answer.is_success or not isinstance(body, dict):
        raise VoxTimeoutError(f"VoxImplant: HTTP {answer.status_code}", code="carrier_unavailable")
    if "error" not in body:
        return body
    error = body["error"] if isinstance(body["error"], dict) else {}
    number, said = int(error.get("code") or 0), str(error.get("msg", ""))[:300]
    if number in _LIMITS:
        raise LimitError(f"VoxImplant: {said}", code="carrier_limit")
    raise VoxRefusedError(said, number)


def _text(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)

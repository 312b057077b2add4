"""ElevenLabs' REST API, the small part of it that is used here."""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from speaknode.kit.errors import InvalidError, LimitError, NotFoundError, UnavailableError
from speaknode.telephony.elevenlabs.config import ElevenLabsSettings

TIMEOUT_S = 15.0
MAX_AUDIO_BYTES = 200 * 1024 * 1024
_MOST_PAGES = 50
Json = dict[str, Any]


class ElevenLabsRefusedError(InvalidError):
    def __init__(self, said: str, status: int) -> None:
        super().__init__(f"ElevenLabs: {said} ({status})", code="carrier_refused")
        self.status = status

    @property
    def is_about_credentials(self) -> bool:
        return self.status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)


class ElevenLabsClient:
    """`transport` is how requests leave: tests put an ElevenLabs of their own behind it."""

    def __init__(
        self, settings: ElevenLabsSettings, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._settings, self._transport = settings, transport

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        return _json(self._send("GET", path, params=query))

    def post(self, path: str, body: Json) -> Json:
        return _json(self._send("POST", path, json=body))

    def patch(self, path: str, body: Json) -> Json:
        return _json(self._send("PATCH", path, json=body))

    def delete(self, path: str) -> None:
        """What is gone already is fine."""
        try:
            self._send("DELETE", path)
        except NotFoundError:
            return

    def each(self, path: str, key: str, query: Mapping[str, str]) -> Iterator[Json]:
        """All items of a list, page by page."""
        cursor: dict[str, str] = {}
        for _ in range(_MOST_PAGES):
            page = self.get(path, {**query, "page_size": "100", **cursor})
            yield from page.get(key) or []
            if not page.get("next_cursor"):
                return
            cursor = {"cursor": str(page["next_cursor"])}

    def audio(self, conversation_id: str) -> tuple[bytes, str]:
        """The recording and its content type. Raises InvalidError for one that is too large to keep."""
        answer = self._send("GET", f"conversations/{conversation_id}/audio")
        if len(answer.content) > MAX_AUDIO_BYTES:
            raise InvalidError("ElevenLabs: the recording is too large", code="too_large")
        return answer.content, answer.headers.get("content-type", "audio/mpeg").split(";")[0]

    def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        key = self._settings.api_key.get_secret_value()
        url = f"{self._settings.api_url}/v1/convai/{path}"
        try:
            with httpx.Client(timeout=TIMEOUT_S, transport=self._transport) as http:
                answer = http.request(method, url, headers={"xi-api-key": key}, **content)
        except httpx.HTTPError as error:
            raise UnavailableError(
                "ElevenLabs did not answer", code="carrier_unavailable"
            ) from error
        if not answer.is_success:
            raise _refusal(answer)
        return answer


def _refusal(answer: httpx.Response) -> Exception:
    said = _said(answer)
    if answer.status_code == httpx.codes.NOT_FOUND:
        return NotFoundError(f"ElevenLabs: {said}", code="carrier_not_found")
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return LimitError(f"ElevenLabs: {said}", code="carrier_limit")
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return UnavailableError(f"ElevenLabs: {said}", code="carrier_unavailable")
    return ElevenLabsRefusedError(said, answer.status_code)


def _said(answer: httpx.Response) -> str:
    """Errors are `{"detail": {"status", "message"}}`, those of a wrong body `{"detail": [{"msg"}]}`."""
    try:
        detail = answer.json().get("detail")
    except (ValueError, AttributeError):
        return f"HTTP {answer.status_code}"
    if isinstance(detail, list) and detail:
        detail = detail[0].get("msg")
    elif isinstance(detail, dict):
        detail = detail.get("message")
    return str(detail)[:300]


def _json(answer: httpx.Response) -> Json:
    try:
        body = answer.json()
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {}

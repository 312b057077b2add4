"""Twilio's REST API, the small part of it that is used here."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

import httpx

from speaknode.kit.errors import InvalidError, LimitError, NotFoundError, UnavailableError
from speaknode.telephony.twilio.config import TwilioSettings

API = "https://api.twilio.com"
TRUNKING = "https://trunking.twilio.com"
TIMEOUT_S = 10.0
_PAGE = 200
_MOST_PAGES = 50
Form = Mapping[str, str | list[str]]
Json = dict[str, Any]


class TwilioTimeoutError(UnavailableError):
    """Nothing came back: what was asked may have been done."""


class TwilioRefusedError(InvalidError):
    """Twilio understood and said no; `number` is its error code."""

    def __init__(self, message: str, number: int) -> None:
        super().__init__(f"Twilio: {message} ({number})", code="carrier_refused")
        self.number = number


class TwilioClient:
    """`transport` is how requests leave: tests put a Twilio of their own behind it."""

    def __init__(
        self, settings: TwilioSettings, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._sid = settings.account_sid
        self._auth = (settings.account_sid, settings.auth_token.get_secret_value())
        self._transport = transport

    def account(self) -> Json:
        return self._send("GET", f"{API}/2010-04-01/Accounts/{self._sid}.json")

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        return self._send("GET", self._url(path), params=query)

    def post(self, path: str, form: Form) -> Json:
        return self._send("POST", self._url(path), data=form)

    def delete(self, path: str) -> None:
        """What is gone already is fine."""
        try:
            self._send("DELETE", self._url(path))
        except NotFoundError:
            return

    def each(self, path: str, key: str, query: Mapping[str, str] | None = None) -> Iterator[Json]:
        """All items of a list, page by page."""
        url: str | None = self._url(path)
        params: Mapping[str, str] | None = {**(query or {}), "PageSize": str(_PAGE)}
        for _ in range(_MOST_PAGES):
            if url is None:
                return
            page = self._send("GET", url, params=params)
            yield from page.get(key, [])
            url, params = self._next(page, url), None

    def _http(self) -> httpx.Client:
        return httpx.Client(auth=self._auth, timeout=TIMEOUT_S, transport=self._transport)

    def _next(self, page: Json, current: str) -> str | None:
        following = page.get("next_page_uri") or (page.get("meta") or {}).get("next_page_url")
        return urljoin(current, str(following)) if following else None

    def _url(self, path: str) -> str:
        """`v1/…` is the trunking API, everything else hangs on the account."""
        if path.startswith("v1/"):
            return f"{TRUNKING}/{path}"
        return f"{API}/2010-04-01/Accounts/{self._sid}/{path}"

    def _send(self, method: str, url: str, **content: Any) -> Json:
        try:
            with self._http() as http:
                answer = http.request(method, url, **content)
        except httpx.ConnectError as error:
            raise UnavailableError(
                "Twilio cannot be reached", code="carrier_unavailable"
            ) from error
        except httpx.HTTPError as error:
            raise TwilioTimeoutError("Twilio did not answer", code="carrier_unavailable") from error
        return _read(answer)


def _read(answer: httpx.Response) -> Json:
    if answer.status_code == httpx.codes.NO_CONTENT:
        return {}
    try:
        content = answer.json()
    except ValueError:
        content = None
    body: Json = content if isinstance(content, dict) else {}
    if answer.is_success and content is not None:
        return body
    number = body.get("code") if isinstance(body.get("code"), int) else answer.status_code
    said = str(body.get("message") or f"HTTP {answer.status_code}")[:300]
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise NotFoundError(f"Twilio: {said}", code="carrier_not_found")
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise LimitError(f"Twilio: {said}", code="carrier_limit")
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise TwilioTimeoutError(f"Twilio: {said}", code="carrier_unavailable")
    raise TwilioRefusedError(said, int(number or 0))

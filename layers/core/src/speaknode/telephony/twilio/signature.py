"""X-Twilio-Signature: base64(HMAC-SHA1(auth token, URL + sorted parameters)).

Twilio signs the URL as it called it, so it is rebuilt from our configured public address, never from
headers that anybody may set.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

_PORTS = {"https": 443, "wss": 443, "http": 80, "ws": 80}
Form = Mapping[str, Sequence[str]]


def is_signed(
    token: str, signature: str, url: str, form: Form | None = None, body: bytes = b""
) -> bool:
    """`form`: the fields of a form post, all of them; None for JSON or GET."""
    if not signature or not token:
        return False
    if form is None and not _is_body_of(url, body):
        return False
    tail = _tail(form)
    given = signature.encode(errors="replace")
    # All are compared, so that time tells nothing.
    matches = [hmac.compare_digest(_sign(token, each + tail), given) for each in _spelled(url)]
    return any(matches)


def sign(token: str, url: str, form: Form | None = None) -> str:
    tail = _tail(form)
    return _sign(token, url + tail).decode()


def _tail(form: Form | None) -> str:
    fields = sorted((form or {}).items())
    return "".join(key + value for key, values in fields for value in sorted(set(values)))


def _sign(token: str, text: str) -> bytes:
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest())


def _is_body_of(url: str, body: bytes) -> bool:
    """A body that is no form is signed by its hash in the URL; without a hash there may be no body."""
    asked = parse_qs(urlsplit(url).query).get("bodySHA256")
    if asked is None:
        return not body
    return hmac.compare_digest(hashlib.sha256(body).hexdigest(), asked[0].lower())


def _spelled(url: str) -> Iterator[str]:
    """With and without the port, and a socket's with a slash after it: Twilio has done each."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or _PORTS.get(parts.scheme, 443)
    urls = {url, parts._replace(netloc=host).geturl()}
    urls.add(parts._replace(netloc=f"{host}:{port}").geturl())
    for each in sorted(urls):
        yield each
        if parts.scheme in ("ws", "wss"):
            yield each + "/"

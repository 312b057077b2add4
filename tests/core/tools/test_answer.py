"""What a far side may answer: it is read, or refused by name; nothing of it breaks what comes after."""

import json
from typing import Any

import httpx
import pytest

from speaknode.egress.fetch import Fetched
from speaknode.tools.answer import NotJsonError, read
from speaknode.tools.masking import Mask
from speaknode.tools.outcome import Received


def answer(body: bytes, content_type: str = "application/json") -> Any:
    headers = httpx.Headers({"content-type": content_type})
    found = read(Fetched(200, headers, body, "https://x.test/", 1.0), Mask([]))
    Received(status=200, body=found).model_dump_json()  # it can be kept
    return found


@pytest.mark.parametrize(
    ("body", "content_type", "found"),
    [
        (b"", "application/json", ""),
        (b"OK", "text/plain", "OK"),
        (b'{"a": 1}', "text/html", {"a": 1}),
        (b'\xef\xbb\xbf{"a": 1}', "application/json", {"a": 1}),
        ('"да"'.encode("utf-16"), "application/json", "да"),
        ('"да"'.encode("cp1251"), "application/json; charset=windows-1251", "да"),
        ("да".encode("koi8-r"), "text/plain; charset=koi8-r", "да"),
        (b'{"a\\ud800": ["\\udfff"]}', "application/json", {"a\ufffd": ["\ufffd"]}),
        ('"😀"'.encode(), "application/json", "😀"),
        (b"hi", "text/plain; charset=zlib", "hi"),
        (b"hi", "text/plain; charset=punycode", "hi"),
        (b"hi", "text/plain; charset=none-such", "hi"),
        (b"hi", "text/plain; charset=undefined", "hi"),
    ],
)
def test_it_is_read(body: bytes, content_type: str, found: Any) -> None:
    assert answer(body, content_type) == found


@pytest.mark.parametrize(
    "text",
    [
        '{"a":', "[" * 300 + "]" * 300, '{"a":' * 300 + "1" + "}" * 300, '{"a": NaN}', "1e999",
        "[" * 100_000, "9" * 5000,
    ],
)  # fmt: skip
def test_what_nothing_can_keep_is_no_json(text: str) -> None:
    with pytest.raises(NotJsonError):
        answer(text.encode())
    assert answer(text.encode(), "text/plain") == text


def test_deep_is_not_too_deep() -> None:
    text = "[" * 99 + "]" * 99
    assert answer(text.encode()) == json.loads(text)

"""X-Twilio-Signature: Twilio's own example, and everything that must not pass."""

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaknode.telephony.twilio.signature import is_signed, sign

TOKEN = "12345"
URL = "https://example.com/myapp.php?foo=1&bar=2"
FORM = {
    "Digits": ["1234"], "To": ["+18005551212"], "From": ["+14158675310"],
    "Caller": ["+14158675310"], "CallSid": ["CA1234567890ABCDE"],
}  # fmt: skip
SIGNATURE = "L/OH5YylLD5NRKLltdqwSvS0BnU="
forms = st.dictionaries(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3))


def test_twilios_documented_example() -> None:
    assert sign(TOKEN, URL, FORM) == SIGNATURE
    assert is_signed(TOKEN, SIGNATURE, URL, FORM)


@pytest.mark.parametrize(
    ("token", "signature", "url", "form"),
    [
        ("12346", SIGNATURE, URL, FORM),
        ("", SIGNATURE, URL, FORM),
        (TOKEN, "", URL, FORM),
        (TOKEN, "не подпись", URL, FORM),
        (TOKEN, SIGNATURE[:-2], URL, FORM),
        (TOKEN, SIGNATURE, URL.replace("https", "http"), FORM),
        (TOKEN, SIGNATURE, URL + "&baz=3", FORM),
        (TOKEN, SIGNATURE, URL, {**FORM, "New": ["1"]}),
        (TOKEN, SIGNATURE, URL, {**FORM, "To": ["+18005551213"]}),
        (TOKEN, SIGNATURE, URL, {}),
        (TOKEN, SIGNATURE, URL, None),
    ],
)
def test_nothing_else_passes(token: str, signature: str, url: str, form: object) -> None:
    assert not is_signed(token, signature, url, form)  # type: ignore[arg-type]  # a dict or None


@given(forms, st.text(min_size=1))
def test_what_is_signed_passes_in_any_order(form: dict[str, list[str]], token: str) -> None:
    signature = sign(token, URL, form)
    assert is_signed(token, signature, URL, dict(reversed(form.items())))


@given(forms, forms)
def test_other_fields_do_not_pass(form: dict[str, list[str]], other: dict[str, list[str]]) -> None:
    def said(fields: dict[str, list[str]]) -> str:
        return "".join(k + v for k in sorted(fields) for v in sorted(set(fields[k])))

    # Twilio's base string runs names and values together: equal strings are equal to its own validator too.
    assert is_signed(TOKEN, sign(TOKEN, URL, form), URL, other) == (said(form) == said(other))


@pytest.mark.parametrize(
    ("signed", "asked"),
    [
        ("https://a.example:443/x", "https://a.example/x"),
        ("https://a.example/x", "https://a.example:8443/x"),
        ("wss://a.example/media/token/", "wss://a.example/media/token"),
    ],
)
def test_ports_and_slashes_as_twilio_leaves_them(signed: str, asked: str) -> None:
    assert is_signed(TOKEN, sign(TOKEN, signed), asked)


def test_a_json_body_is_signed_by_its_hash() -> None:
    body = b'{"a":1}'
    url = f"https://a.example/x?bodySHA256={hashlib.sha256(body).hexdigest()}"
    signature = sign(TOKEN, url)
    assert is_signed(TOKEN, signature, url, body=body)
    assert not is_signed(TOKEN, signature, url, body=b'{"a":2}')
    unhashed = base64.b64encode(hmac.digest(TOKEN.encode(), b"https://a.example/x", "sha1"))
    assert not is_signed(TOKEN, unhashed.decode(), "https://a.example/x", body=body)

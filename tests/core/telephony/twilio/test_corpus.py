"""Hundreds of webhooks, right and wrong, with the verdict that each must get; Twilio's validator is asked as well."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from twilio.request_validator import RequestValidator

from speaknode.telephony.twilio.signature import is_signed

TOKEN, OTHER = "0123456789abcdef0123456789abcdef", "f123456789abcdef0123456789abcdef"
HOOK = "https://voice.example/hooks/twilio/spc_1/tel_1"
URLS = (
    f"{HOOK}/voice", f"{HOOK}/status?session=ses_01M7XPBVC3TD639344TT89WYGE",
    "https://voice.example:8443/hooks/twilio/a/b/voice", "http://voice.example/x?a=1&b=%20c",
    "https://xn--e1afmkfd.example/hooks?q=%D0%BF",
)  # fmt: skip
WORDS = (
    "",
    " ",
    "+15550001",
    "Moskva & Co",
    "привет",
    "a=b&c",
    "O'Neil",
    "%2B",
    "日本",
    "x" * 500,
    "0",
)
Form = dict[str, list[str]]


@dataclass(frozen=True)
class Case:
    why: str
    good: bool
    token: str
    url: str
    form: Form
    signature: str

    @property
    def name(self) -> str:
        return f"{self.why}: {self.url[:60]}"


class MultiDict(dict[str, list[str]]):
    """As Flask and Django hand forms to the validator."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def theirs(case: Case) -> bool:
    return bool(
        RequestValidator(case.token).validate(case.url, MultiDict(case.form), case.signature)
    )


def signed(url: str, form: Form, token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, MultiDict(form)))


def forms(dice: random.Random) -> Iterator[Form]:
    call = {"CallSid": ["CA" + "1" * 32], "From": ["+15550199"], "To": ["+15550001"]}
    yield call
    yield {**call, "NewFieldOfTwilio": ["x"], "caller": ["small letters sort last"]}
    yield {**call, "MediaUrl": ["b", "a", "b"]}
    for _ in range(9):
        names = dice.sample(["A", "a", "Z", "Digits", "SpeechResult", "Й", "_", "1"], 4)
        yield call | {name: dice.choices(WORDS, k=dice.randint(1, 3)) for name in names}


def wrong(case: Case, dice: random.Random) -> Iterator[Case]:
    """Each is one way to be not Twilio's; all of them are the same request but for that."""
    name = dice.choice(sorted(case.form))
    changed = {**case.form, name: [*case.form[name], "more"]}
    fewer = {key: values for key, values in case.form.items() if key != name}
    letter = "A" if case.signature[3] != "A" else "B"
    bad = {
        "another token": {"token": OTHER},
        "no signature": {"signature": ""},
        "cut signature": {"signature": case.signature[:-3]},
        "one letter": {"signature": case.signature[:3] + letter + case.signature[4:]},
        "another URL": {"url": case.url.replace("voice.example", "evil.example") + "x"},
        "another query": {"url": case.url + ("&" if "?" in case.url else "?") + "admin=1"},
        "another path": {"url": case.url.replace("/hooks", "/hook").replace("/x?", "/y?")},
        "a value more": {"form": changed},
        "a field more": {"form": {**case.form, "Injected": ["1"]}},
        "a field less": {"form": fewer},
    }
    for why, change in bad.items():
        yield replace(case, why=why, good=False, **change)  # type: ignore[arg-type]


def corpus() -> list[Case]:
    dice, cases = random.Random(5), list[Case]()
    for url in URLS:
        for form in forms(dice):
            right = Case("signed", True, TOKEN, url, form, signed(url, form))
            cases += [right, *wrong(right, dice)]
    return cases


CASES = corpus()


def test_it_is_a_corpus() -> None:
    assert len(CASES) >= 500
    assert 50 <= sum(case.good for case in CASES) <= len(CASES) / 2


@pytest.mark.parametrize("why", sorted({case.why for case in CASES}))
def test_every_verdict_is_right_and_the_one_twilios_validator_gives(why: str) -> None:
    mine = [case for case in CASES if case.why == why]
    assert mine
    for case in mine:
        verdict = is_signed(case.token, case.signature, case.url, case.form)
        assert verdict == case.good, case.name
        assert verdict == theirs(case), case.name


@pytest.mark.parametrize("body", [b"{}", b'{"a":1}', "привет".encode(), b"x" * 5000])
def test_json_bodies_as_twilios_validator_takes_them(body: bytes) -> None:
    url = f"{HOOK}/voice?bodySHA256={hashlib.sha256(body).hexdigest()}"
    signature, validator = signed(url, {}), RequestValidator(TOKEN)
    for sent in (body, body + b" "):
        right = sent == body
        assert is_signed(TOKEN, signature, url, body=sent) is right
        assert validator.validate(url, sent.decode(), signature) is right

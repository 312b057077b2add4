"""Personal data found in what was said, by how it is written or what is said before it; no model is asked.

It finds what follows the usual words in English and Russian. A name said without "my name is" stays.
"""

import re
from collections.abc import Collection, Iterable
from functools import partial
from typing import Any
from urllib.parse import unquote_plus

from speaknode.agents.outcome import RedactCategory

_DIGITS = r"\d(?:[ .-]?\d)"
_CODE = r"(?P<found>(?=[\w-]*\d)[\w-]{3,24})"
_NAMES = r"(?P<found>[A-ZА-ЯЁ][\w'-]+(?:[ ]+[A-ZА-ЯЁ][\w'-]+){0,2})"
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
)


def _after(words: str, found: str) -> str:
    """`found` within a few words of one of `words`."""
    return rf"\b(?i:{words})\b(?:\W+(?i:is|was|number|code|no|номер|это|на|мой|моя)\b)*\W{{0,3}}{found}"


_PATTERNS: dict[RedactCategory, str] = {
    RedactCategory.EMAIL: r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    RedactCategory.CREDIT_CARD: rf"\b{_DIGITS}{{12,18}}\b",
    RedactCategory.BANK_ACCOUNT: r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"
    rf"|{_after('account|счёт|счет|счёта|счета', r'(?P<found>[0-9][0-9 -]{5,30}[0-9])')}",
    RedactCategory.SSN: r"\b\d{3}[- ]\d{2}[- ]\d{4}\b|\b\d{3}-\d{3}-\d{3} \d{2}\b",
    RedactCategory.DATE_OF_BIRTH: r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\b"
    rf"|\b(?i:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}\b|\b\d{{1,2}} (?i:{_MONTHS}) \d{{4}}\b",
    RedactCategory.PASSPORT: _after("passport|паспорт|паспорта", r"(?P<found>[A-ZА-Я0-9][A-ZА-Я0-9 ]{5,12}\d)"),
    RedactCategory.DRIVER_LICENSE: _after("licen[cs]e|водительское удостоверение|права", _CODE),
    RedactCategory.MEDICAL_ID: _after("medical|medicare|insurance|patient|полис|полиса", _CODE),
    RedactCategory.CUSTOMER_ACCOUNT_NUMBER: _after("account|customer|client|contract|договор|договора", _CODE),
    RedactCategory.PASSWORD: _after("password|passphrase|пароль", r"(?P<found>\S{3,})"),
    RedactCategory.PIN: _after("pin|пин|пин-код|код", r"(?P<found>\d(?:[ -]?\d){3,7})"),
    RedactCategory.PHONE_NUMBER: rf"(?<![\w-])\+?\(?{_DIGITS.replace('[ .-]?', '[ ().-]{0,2}')}{{8,14}}(?![\w-])",
    RedactCategory.ADDRESS: r"\b\d{1,5} (?:[A-Z][\w'-]+ ){1,4}"
    r"(?i:street|st|avenue|ave|road|rd|lane|drive|boulevard|square)\b"
    r"|\b(?i:улица|ул\.|проспект|переулок|площадь) [А-ЯЁ][\w-]+(?:,? ?(?i:дом|д\.)? ?\d+)?",
    RedactCategory.PERSON_NAME: _after("my name|name's|i am|i'm|this is|меня зовут|моё имя|я", _NAMES),
}  # fmt: skip
_FIELDS = {
    category: re.compile(rf"(?:^|[_\W])(?:{words})(?:$|[_\W\d])")
    for category, words in {
        RedactCategory.PERSON_NAME: "name|fullname|surname|имя|фамилия|фио",
        RedactCategory.ADDRESS: "address|street|адрес|улица",
        RedactCategory.EMAIL: "e?mail|почта",
        RedactCategory.PHONE_NUMBER: "phone|mobile|tel|caller|телефон",
        RedactCategory.DATE_OF_BIRTH: "birth|birthday|birthdate|dob|рождения",
        RedactCategory.SSN: "ssn|снилс",
        RedactCategory.PASSPORT: "passport|паспорт",
        RedactCategory.DRIVER_LICENSE: "licen[cs]e|права",
        RedactCategory.CREDIT_CARD: "card|карта|карты|cvv|cvc",
        RedactCategory.BANK_ACCOUNT: "iban|bank|счёт|счет",
        RedactCategory.PASSWORD: "password|passphrase|пароль",
        RedactCategory.PIN: "pin|пин",
        RedactCategory.MEDICAL_ID: "medical|medicare|insurance|patient|полис",
        RedactCategory.CUSTOMER_ACCOUNT_NUMBER: "account|customer|client|contract|договор",
    }.items()
}
"""What a field holds by its name, whatever it looks like."""
_WORDS = frozenset(
    {
        RedactCategory.PERSON_NAME, RedactCategory.ADDRESS, RedactCategory.EMAIL, RedactCategory.PASSWORD,
        RedactCategory.DATE_OF_BIRTH,
    }
)  # fmt: skip
"""May be without a digit; `customer: "gold"` is no account number."""
_CAPITALS = re.compile(r"(?<=[a-zа-яё\d])(?=[A-ZА-ЯЁ])")
_COMPILED = {category: re.compile(pattern) for category, pattern in _PATTERNS.items()}


def redact(text: str, categories: Iterable[RedactCategory]) -> str:
    """`text` with the name of its category in the place of each thing found."""
    wanted = frozenset(categories)
    for category, pattern in _COMPILED.items():
        if category in wanted:
            text = pattern.sub(partial(_without, category), text)
    return text


def redact_url(url: str, categories: Iterable[RedactCategory]) -> str:
    """Read as it is meant: nothing is found in `ann%40example.com`."""
    plain = unquote_plus(url)
    redacted = redact(plain, categories)
    return url if redacted == plain else redacted


def redact_all(value: Any, categories: Collection[RedactCategory]) -> Any:
    """The same in everything that a tool was sent or has answered; names of fields stay, and tell what is in them."""
    if isinstance(value, dict):
        return {name: _redact_field(name, inner, categories) for name, inner in value.items()}
    if isinstance(value, list):
        return [redact_all(inner, categories) for inner in value]
    if isinstance(value, str) or _is_number(value):
        redacted = redact(str(value), categories)
        return value if redacted == str(value) else redacted
    return value


def _redact_field(name: str, value: Any, categories: Collection[RedactCategory]) -> Any:
    if name == "url" and isinstance(value, str):
        return redact_url(value, categories)
    if isinstance(value, str) or _is_number(value):
        words = _CAPITALS.sub("_", str(name)).lower()
        has_digit = any(char.isdigit() for char in str(value))
        for category, pattern in _FIELDS.items():
            fits = category in categories and (has_digit or category in _WORDS)
            if value != "" and fits and pattern.search(words):
                return f"[{category}]"
    return redact_all(value, categories)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _without(category: RedactCategory, found: "re.Match[str]") -> str:
    start, end = found.span("found") if "found" in found.re.groupindex else found.span()
    if start < 0:
        start, end = found.span()
    offset = found.start()
    whole = found.group()
    return f"{whole[: start - offset]}[{category}]{whole[end - offset :]}"

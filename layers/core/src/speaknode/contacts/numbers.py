"""Telephone numbers as people write them: E.164 and the time zone, with the verdict of `phonenumbers`.

Its parser costs more than all else of a row, mostly for what lists hardly have (extensions, letters, full-width
digits). A number already in international form is taken apart here where that cannot come out different; a property
test holds both ways together.
"""

import re
from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers.tzdata import TIMEZONE_DATA, TIMEZONE_LONGEST_PREFIX

from speaknode.contacts.numbering import NumberingPlan, numbering_plan, plan_of

_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")
_SEPARATORS = str.maketrans("", "", " -().\u00a0")


@dataclass(frozen=True, slots=True)
class Number:
    e164: str
    zones: tuple[str, ...]
    """All that it can be in; empty: nobody knows."""

    @property
    def zone(self) -> str | None:
        """None where it is not certain: calling at the wrong hour is worse than not calling."""
        return self.zones[0] if len(self.zones) == 1 else None


def is_country(code: str) -> bool:
    return code in phonenumbers.SUPPORTED_REGIONS


def read_number(text: str, default_country: str | None) -> Number | None:
    """None: it is no number that can be called."""
    split = _split(text) or _parsed(text, default_country)
    if split is None:
        return None
    plan, national = split
    has_place = plan.has_place(national)
    if has_place is None:
        return None
    digits = plan.code + national
    return Number(f"+{digits}", _place_zones(digits) if has_place else _country_zones(plan.code))


def _split(text: str) -> tuple[NumberingPlan, str] | None:
    """None where only the parser knows: it may take off a national prefix, or keep leading zeros."""
    if not text.startswith("+"):
        return None
    number = text.translate(_SEPARATORS)
    if not _INTERNATIONAL.fullmatch(number):
        return None
    plan = plan_of(number[1:4])
    if plan is None:
        return None
    national = number[1 + len(plan.code) :]
    if national.startswith("0") or (plan.prefix and plan.prefix.match(national)):
        return None
    return plan, national


def _parsed(text: str, default_country: str | None) -> tuple[NumberingPlan, str] | None:
    try:
        number = phonenumbers.parse(text, default_country)
    except phonenumbers.NumberParseException:
        return None
    plan = numbering_plan(str(number.country_code))
    if plan is None or number.extension:  # nobody is there to dial an extension
        return None
    return plan, phonenumbers.national_significant_number(number)


def _place_zones(digits: str) -> tuple[str, ...]:
    for length in range(TIMEZONE_LONGEST_PREFIX, 0, -1):
        if found := TIMEZONE_DATA.get(digits[:length]):
            return tuple(found)
    return ()


@cache
def _country_zones(code: str) -> tuple[str, ...]:
    """Of numbers that belong to no place: toll-free ones, most mobile ones."""
    return tuple(TIMEZONE_DATA.get(code) or TIMEZONE_DATA.get(code[:2]) or ())

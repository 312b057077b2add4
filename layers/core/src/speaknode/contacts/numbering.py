"""The numbering plans of `phonenumbers`, compiled: which of a country's numbers exist, and which belong to a place.

The library asks a dozen patterns one by one for each number; here they are one pattern of each region. A property test
holds the verdicts together.
"""

import re
from dataclasses import dataclass
from functools import cache

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    REGION_CODE_FOR_NON_GEO_ENTITY,
    PhoneMetadata,
    PhoneNumberDesc,
    PhoneNumberType,
    is_number_type_geographical,
)

_LONGEST_CODE = 3
_PLACELESS = (
    "premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Region:
    leading: re.Pattern[str] | None
    numbers: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class NumberingPlan:
    code: str
    prefix: re.Pattern[str] | None
    """What people dial before a national number; a parser may have to take it off."""
    regions: tuple[_Region, ...]
    is_mobile_local: bool
    """Whether a mobile number tells a place, as in North America."""

    def has_place(self, national: str) -> bool | None:
        """None: there is no such number."""
        for region in self.regions:
            if region.leading is not None and not region.leading.match(national):
                continue
            if match := region.numbers.fullmatch(national):
                return match.lastgroup == "fixed" or (
                    self.is_mobile_local and match.lastgroup == "mobile"
                )
            if region.leading is not None:
                return None
        return None


def plan_of(digits: str) -> NumberingPlan | None:
    """Of a number in international form; no country's code is the beginning of another's."""
    for length in range(1, _LONGEST_CODE + 1):
        if plan := numbering_plan(digits[:length]):
            return plan
    return None


@cache
def numbering_plan(code: str) -> NumberingPlan | None:
    names = COUNTRY_CODE_TO_REGION_CODE.get(int(code))
    if not names:
        return None
    found = [data for name in names if (data := _metadata(int(code), name)) is not None]
    prefix = found[0].national_prefix_for_parsing
    return NumberingPlan(
        code=code,
        prefix=re.compile(prefix) if prefix else None,
        regions=tuple(_region(data, is_only=len(names) == 1) for data in found),
        is_mobile_local=is_number_type_geographical(PhoneNumberType.MOBILE, int(code)),
    )


def _metadata(code: int, name: str) -> PhoneMetadata | None:
    if name == REGION_CODE_FOR_NON_GEO_ENTITY:
        return PhoneMetadata.metadata_for_nongeo_region(code, None)
    return PhoneMetadata.metadata_for_region(name, None)


def _region(data: PhoneMetadata, *, is_only: bool) -> _Region:
    placeless = [text for name in _PLACELESS if (text := _pattern(getattr(data, name)))]
    groups = [f"(?P<placeless>{'|'.join(placeless)})" if placeless else ""]
    groups += [
        f"(?P<{name}>{text})"
        for name, text in (("fixed", _pattern(data.fixed_line)), ("mobile", _pattern(data.mobile)))
        if text
    ]
    general = _pattern(data.general_desc)
    numbers = rf"(?={general}\Z)(?:{'|'.join(group for group in groups if group)})"
    leading = data.leading_digits if not is_only else None
    return _Region(re.compile(leading) if leading else None, re.compile(numbers))


def _pattern(description: PhoneNumberDesc | None) -> str:
    if description is None or not description.national_number_pattern:
        return ""
    lengths = "|".join(rf"\d{{{length}}}" for length in description.possible_length)
    wanted = rf"(?=(?:{lengths})\Z)" if lengths else ""
    return f"{wanted}(?:{description.national_number_pattern})"

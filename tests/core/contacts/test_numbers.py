"""The quick way must say what the library says: of every country's numbers, and of what people make of them."""

from random import Random

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import timezone

from speaknode.contacts.numbers import Number, read_number

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


def by_the_library(text: str, country: str | None) -> Number | None:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or number.extension:
        return None
    zones = timezone.time_zones_for_number(number)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Number(e164, () if tuple(zones) == ("Etc/Unknown",) else tuple(zones))


def examples() -> list[phonenumbers.PhoneNumber]:
    """One of each kind of each region, and of the codes that belong to no country."""
    kinds = phonenumbers.PhoneNumberType.values()
    found = [phonenumbers.example_number_for_type(one, kind) for one in REGIONS for kind in kinds]
    found += [phonenumbers.example_number_for_non_geo_entity(code) for code in CODES]
    return [number for number in found if number is not None]


EXAMPLES = examples()
FORMATS = (0, 1, 2, 3)  # E164, international, national, RFC3966


def as_people_write(random: Random) -> tuple[str, str | None]:
    """A number in some format with at most one slip of the finger in it."""
    text = phonenumbers.format_number(random.choice(EXAMPLES), random.choice(FORMATS))
    place, digit = random.randrange(len(text) + 1), random.choice("0123456789")
    edits = {
        "none": text,
        "digit": text[:place] + digit + text[place + 1 :],
        "drop": text[:place] + text[place + 1 :],
        "add": text[:place] + digit + text[place:],
        "separator": text[:place] + random.choice(" -().+/x#\u00a0٣") + text[place:],
    }
    countries = [None, "US", "RU", "DE", "IT", "AR", random.choice(REGIONS)]
    return edits[random.choice(list(edits))], random.choice(countries)


def test_the_quick_way_says_what_the_library_says() -> None:
    """Seeded instead of searched: twenty thousand numbers in the time of some hundred examples."""
    random = Random(7)
    written = [as_people_write(random) for _ in range(20_000)]
    wrong = [one for one in written if read_number(*one) != by_the_library(*one)]
    assert wrong == []


def test_digits_of_any_country() -> None:
    random = Random(11)
    texts = [
        f"+{random.choice(CODES)}{random.randrange(10 ** random.randrange(1, 14))}"
        for _ in range(10_000)
    ]
    assert [one for one in texts if read_number(one, None) != by_the_library(one, None)] == []


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("+44 (0)20 7946 0018", None),
        ("+39 06 12345678", None),
        ("+54 9 11 2345 6789", None),
        ("8 (912) 345-67-89", "RU"),
        ("+8 912 345-67-89", "RU"),
        ("+1 202 555 0143 ext 5", None),
    ],
)
def test_spellings_that_need_the_parser(text: str, country: str | None) -> None:
    assert read_number(text, country) == by_the_library(text, country)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40), st.sampled_from([None, "US", "RU"]))
def test_any_text(text: str, country: str | None) -> None:
    assert read_number(text, country) == by_the_library(text, country)


def test_every_kind_of_number_of_every_region() -> None:
    wrong = [
        text
        for number in EXAMPLES
        for text in [phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)]
        if read_number(text, None) != by_the_library(text, None)
    ]
    assert len(EXAMPLES) > 1000
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("+49 30 123456", "Europe/Berlin"),
        ("+1 212 555 0143", "America/New_York"),
        ("+7 912 345-67-89", None),  # a Russian mobile number may be anywhere in Russia
        ("+1 800 234 5678", None),
    ],
)
def test_a_zone_is_given_only_where_it_is_certain(text: str, zone: str | None) -> None:
    number = read_number(text, None)
    assert number is not None
    assert number.zone == zone

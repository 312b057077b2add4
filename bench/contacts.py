"""Import of contacts, in CPU time of one core: the neighbours' load does not count.

Two floors: reading the file and doing nothing with it (`csv.reader`), and asking `phonenumbers` for each number and its
time zone in the documented way and nothing else.
"""

import csv
import io
import random
import time
from collections.abc import Callable

import phonenumbers
from phonenumbers import timezone

from speaknode.agents.variables import Variable, VariableType
from speaknode.contacts.models import ContactMapping
from speaknode.contacts.rows import read_contacts
from speaknode.contacts.tables import open_table

ROWS = 100_000
LIMIT_ROWS_S = 20_000
DECLARED = [
    Variable(name="name"),
    Variable(name="city"),
    Variable(name="amount", type=VariableType.NUMBER),
]
MAPPING = ContactMapping(
    phone="phone", variables={one.name: one.name for one in DECLARED}, default_country="RU"
)


def run() -> None:
    numbers, content = _file()
    ours = _rows_per_s(lambda: read_contacts(open_table(content), MAPPING, DECLARED))
    reading = _rows_per_s(lambda: list(csv.reader(io.StringIO(content.decode()))))
    library = _rows_per_s(lambda: [_by_the_library(number) for number in numbers])
    print(f"\nContacts, {ROWS:,} rows of CSV, rows per second of one core (best of 3)")
    print(f"{'import: parsed, mapped, validated':36}{ours:10,.0f}   limit {LIMIT_ROWS_S:,}")
    print(f"{'phonenumbers alone':36}{library:10,.0f}   ratio {ours / library:.2f}")
    print(f"{'csv.reader alone':36}{reading:10,.0f}   ratio {ours / reading:.3f}")


def _rows_per_s(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return ROWS / min(taken)


def _file() -> tuple[list[str], bytes]:
    """A quarter each: Russian mobile in both spellings, American with separators, German."""
    chance = random.Random(1)
    numbers = []
    for place in range(ROWS):
        digits = f"{chance.randrange(10**7):07d}"
        numbers.append(
            (
                f"+7912{digits}",
                f"8 (903) {digits[:3]}-{digits[3:]}",
                f"+1 202 {chance.randrange(200, 999)}-{digits[:4]}",
                f"+49 30 {digits}",
            )[place % 4]
        )
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["phone", "name", "city", "amount"])
    writer.writerows(
        [number, "Anna Maria", "Berlin", place] for place, number in enumerate(numbers)
    )
    return numbers, file.getvalue().encode()


def _by_the_library(text: str) -> tuple[str, tuple[str, ...]] | None:
    number = phonenumbers.parse(text, "RU")
    if not phonenumbers.is_valid_number(number):
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164, tuple(timezone.time_zones_for_number(number))

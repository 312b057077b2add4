"""Names of columns: made unique, and matched with what they probably mean (English and Russian)."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from speaknode.contacts.errors import NoHeaderError, NotATableError
from speaknode.contacts.models import MAX_CELL_CHARACTERS, MAX_COLUMNS, Cells, MappingSuggestion

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_NUMBER = re.compile(r"[+=]?[\d\s().\-]{7,20}")
_PHONE = frozenset({"phone", "mobile", "cell", "msisdn"})
_ZONE = frozenset({"timezone", "tz"})
_ZONE_WORDS = {"time", "zone"}
_SAME = {
    "tel": "phone", "telephone": "phone", "cellphone": "phone", "cellular": "phone",
    "телефон": "phone", "тел": "phone", "мобильный": "mobile", "моб": "mobile",
    "сотовый": "cell", "номер": "number", "no": "number", "nr": "number",
    "таймзона": "timezone", "пояс": "timezone", "часовой": "",
    "имя": "name", "фио": "name", "фамилия": "surname", "отчество": "patronymic",
    "компания": "company", "организация": "company", "organisation": "company",
    "organization": "company", "город": "city", "town": "city", "адрес": "address",
    "почта": "email", "mail": "email", "дата": "date", "время": "time", "сумма": "amount",
    "долг": "debt", "заказ": "order", "заказа": "order", "цена": "price", "товар": "product",
    "клиент": "customer", "клиента": "customer", "client": "customer", "язык": "language",
    "страна": "country", "договор": "contract", "договора": "contract", "баланс": "balance",
    "согласие": "consent", "комментарий": "comment", "комментарии": "comment",
}  # fmt: skip
_ALIKE = 0.8
"""Below that two names rather differ than are spelled differently."""


def column_names(header: Cells) -> tuple[str, ...]:
    """Raises NoHeaderError where the first row is a contact already."""
    if len(header) > MAX_COLUMNS:
        raise NotATableError(f"the file has more than {MAX_COLUMNS} columns")
    names: list[str] = []
    for place, cell in enumerate(header, start=1):
        name = cell.strip()[:MAX_CELL_CHARACTERS]
        if _NUMBER.fullmatch(name):
            raise NoHeaderError(name)
        names.append(_unique(name or f"column {place}", names))
    return tuple(names)


def _unique(name: str, taken: Sequence[str]) -> str:
    candidate, count = name, 1
    while candidate in taken:
        count += 1
        candidate = f"{name} ({count})"
    return candidate


def suggest_mapping(
    columns: Sequence[str], rows: Sequence[Cells], variables: Iterable[str]
) -> MappingSuggestion:
    """Each column is suggested once. The first rows tell which column holds numbers if no name does."""
    free = list(columns)
    phone = _phone(free, columns, rows)
    zone = next((name for name in free if name != phone and _is_zone(name)), None)
    for name in (phone, zone):
        if name is not None:
            free.remove(name)
    found: dict[str, str] = {}
    scored = [
        (-score, place, variable, name)
        for variable in variables
        for place, name in enumerate(free)
        if (score := _likeness(variable, name)) >= _ALIKE
    ]
    for _, _, variable, name in sorted(scored):
        if variable not in found and name not in found.values():
            found[variable] = name
    return MappingSuggestion(phone=phone, zone=zone, variables=found)


def _phone(free: Sequence[str], columns: Sequence[str], rows: Sequence[Cells]) -> str | None:
    named = [name for name in free if _PHONE & set(_words(name))]
    if not named:
        named = [name for name in free if _words(name) == ["number"]]
    holding = [
        name for place, name in enumerate(columns) if _holds_numbers(row[place : place + 1] for row in rows)
    ]  # fmt: skip
    both = [name for name in named if name in holding]
    return next(iter([*both, *named, *holding]), None)


def _holds_numbers(cells: Iterable[Cells]) -> bool:
    texts = [cell[0].strip() for cell in cells if cell and cell[0].strip()]
    fitting = sum(1 for text in texts if _NUMBER.fullmatch(text))
    return fitting > len(texts) / 2


def _is_zone(name: str) -> bool:
    words = set(_words(name))
    return bool(_ZONE & words) or words == {"zone"} or words >= _ZONE_WORDS


def _words(name: str) -> list[str]:
    """`customerName`, `customer_name` and "Имя клиента" all come out as words to compare."""
    words = (word.casefold() for word in _WORD.findall(_CAMEL.sub(" ", name)))
    return [known for word in words if (known := _SAME.get(word, word))]


def _likeness(variable: str, column: str) -> float:
    left, right = sorted(_words(variable)), sorted(_words(column))
    if left == right:
        return 1.0
    shorter, longer = sorted((set(left), set(right)), key=len)
    if shorter and shorter < longer and len(longer) == 2:
        return 0.85  # name → customer name
    return SequenceMatcher(None, " ".join(left), " ".join(right)).ratio()

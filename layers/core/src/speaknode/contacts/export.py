"""Tables for people to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator

from speaknode.contacts.models import RowError

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BLOCK_CHARACTERS = 64 * 1024
BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the encoding of its own country."""


def safe_cell(value: object) -> object:
    """A text that a spreadsheet would run as a formula is shown instead (CSV injection)."""
    if isinstance(value, str) and value.startswith(_STARTS_FORMULA):
        return f"'{value}"
    return value


def csv_text(header: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """In blocks: a table of any length takes little memory."""
    buffer = io.StringIO()
    buffer.write(BOM)
    writer = csv.writer(buffer)
    writer.writerow(header)
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
        if buffer.tell() > _BLOCK_CHARACTERS:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def errors_csv(errors: Iterable[RowError]) -> Iterator[str]:
    rows = ((error.row, error.column, error.code, error.message) for error in errors)
    return csv_text(("row", "column", "code", "message"), rows)

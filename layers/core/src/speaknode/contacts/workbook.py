"""Excel workbooks (.xlsx): the first sheet that has cells, row by row."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from speaknode.contacts.errors import EmptyFileError, NotATableError
from speaknode.contacts.headers import column_names
from speaknode.contacts.models import BadCell, Cells, Table

MAX_UNPACKED_BYTES = 600 * 1024 * 1024
_BROKEN = "the file is not a whole Excel workbook (.xlsx)"


def read(content: bytes) -> Table:
    _check_archive(content)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, OSError) as error:
        raise NotATableError(_BROKEN) from error
    for sheet in book.worksheets:
        # The size a sheet states of itself may be wrong; reset, its cells tell.
        sheet.reset_dimensions()
        for number, header in _rows(sheet):
            columns = column_names(header)
            rows = _rows(sheet, min_row=number + 1, max_col=len(columns) + 1)
            return Table(columns=columns, rows=rows)
    raise EmptyFileError


def _check_archive(content: bytes) -> None:
    """A workbook is a zip: one that unpacks beyond measure is not unpacked at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise NotATableError(_BROKEN) from error
    if size > MAX_UNPACKED_BYTES:
        raise NotATableError(f"the workbook unpacks to more than {MAX_UNPACKED_BYTES >> 20} MB")


def _rows(sheet: Any, **part: int) -> Iterator[tuple[int, Cells]]:
    """`part` keeps rows no wider than the header: one cell far to the right would widen all of them."""
    try:
        for number, row in enumerate(sheet.iter_rows(**part), start=part.get("min_row", 1)):
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, cells
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, OSError) as error:
        raise NotATableError(_BROKEN) from error


def _text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, str):
        return BadCell(value) if cell.data_type in ("f", "e") else value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a telephone number that Excel took for a quantity
    if isinstance(value, datetime) and value.time().isoformat() == "00:00:00":
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, int | float | timedelta) else BadCell(str(value))

"""Tables for spreadsheets, part by part: CSV or Excel, in which no cell is ever a formula."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from pydantic import BaseModel, Field

from speaknode.kit.models import Entity, Page

MAX_ROWS = 5_000
MAX_BYTES = 3_000_000
"""Of text: with base64 the answer stays below what a function may answer with."""

_FORMULA = re.compile(r"^(?:[=@\t\r]|[+-](?!\d+$))")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
Cell = str | int | float | None
Row = Sequence[Cell]
ItemT = TypeVar("ItemT", bound=BaseModel)


class ExportFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class SheetPart(Entity):
    """One part of the table: a whole file."""

    content: bytes
    media_type: str
    filename: str
    next_cursor: str | None = Field(default=None, description="null: this was all.")


def export(
    columns: Sequence[str],
    pages: Callable[[str | None], Page[ItemT]],
    rows_of: Callable[[ItemT], Iterable[Row]],
    *,
    cursor: str | None,
    wanted: ExportFormat,
    name: str,
) -> SheetPart:
    """As many as one answer can hold; the cursor goes on from there."""
    rows: list[Row] = []
    size = 0
    while True:
        page = pages(cursor)
        added = [row for item in page.items for row in rows_of(item)]
        rows, size, cursor = [*rows, *added], size + _size_of(added), page.next_cursor
        if cursor is None or len(rows) >= MAX_ROWS or size >= MAX_BYTES:
            break
    return SheetPart(
        content=write(columns, rows, wanted),
        media_type=wanted.media_type,
        filename=f"{name}.{wanted}",
        next_cursor=cursor,
    )


def _size_of(rows: Sequence[Row]) -> int:
    return sum(len(str(cell).encode()) + 1 for row in rows for cell in row)


def write(columns: Sequence[str], rows: Sequence[Row], wanted: ExportFormat) -> bytes:
    return _csv(columns, rows) if wanted is ExportFormat.CSV else _xlsx(columns, rows)


def _csv(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """The mark of UTF-8 lets Excel read Cyrillic."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> Cell:
    """What a caller said or is called must not become a formula; numbers, also of telephones, stay as they are."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _xlsx(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    from openpyxl import Workbook  # for those who ask for it
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append(columns)
    for row in rows:
        made = [WriteOnlyCell(sheet, value=_printable(value)) for value in row]
        for cell in made:
            # Excel goes by the cell's type: text that begins like a formula is text
            if cell.data_type == "f":
                cell.data_type = "s"
        sheet.append(made)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _printable(cell: Cell) -> Cell:
    """Without the control characters that Excel's files cannot hold."""
    return _CONTROL.sub("", cell) if isinstance(cell, str) else cell

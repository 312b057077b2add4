"""Sessions as a table for spreadsheets: CSV or Excel, in which no cell is ever a formula."""

import csv
import io
import json
import re
from collections.abc import Sequence
from enum import StrEnum

from speaknode.sessions.models import Session

MAX_ROWS = 5_000
MAX_BYTES = 3_000_000
"""Of text: with base64 the answer stays below what a function may answer with."""
MAX_VARIABLES_CHARACTERS = 1_000
_FORMULA = re.compile(r"^(?:[=@\t\r]|[+-](?!\d+$))")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_COLUMNS = (
    "id", "created_at", "agent_id", "agent_name", "agent_version", "channel", "locale", "caller",
    "called", "status", "end_reason", "end_fault", "duration_s", "turn_count", "tool_call_count",
    "error_count", "variables",
)  # fmt: skip
Cell = str | int | float | None


class ExportFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


CONTENT_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def cells(session: Session) -> list[Cell]:
    row = session.model_dump(mode="json", include=set(_COLUMNS))
    variables = json.dumps(row["variables"], ensure_ascii=False)
    return [row[name] for name in _COLUMNS[:-1]] + [variables[:MAX_VARIABLES_CHARACTERS]]


def size_of(rows: Sequence[Sequence[Cell]]) -> int:
    return sum(len(str(cell).encode()) + 1 for row in rows for cell in row)


def write(rows: Sequence[Sequence[Cell]], wanted: ExportFormat) -> bytes:
    return _csv(rows) if wanted is ExportFormat.CSV else _xlsx(rows)


def _csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    """The mark of UTF-8 lets Excel read Cyrillic."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> Cell:
    """What a caller said or is called must not become a formula; numbers, also of telephones, stay as they are."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _xlsx(rows: Sequence[Sequence[Cell]]) -> bytes:
    from openpyxl import Workbook  # for those who ask for it
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sessions")
    sheet.freeze_panes = "A2"
    sheet.append(_COLUMNS)
    for row in rows:
        made = [WriteOnlyCell(sheet, value=_printable(value)) for value in row]
        for cell in made:
            if (
                cell.data_type == "f"
            ):  # Excel goes by the cell's type: text that begins like a formula is text
                cell.data_type = "s"
        sheet.append(made)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _printable(cell: Cell) -> Cell:
    """Without the control characters that Excel's files cannot hold."""
    return _CONTROL.sub("", cell) if isinstance(cell, str) else cell

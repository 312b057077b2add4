"""CSV in all its spellings."""

import csv
import io
import re
from collections.abc import Iterator

from speaknode.contacts.errors import EmptyFileError, NotATableError
from speaknode.contacts.headers import column_names
from speaknode.contacts.models import Cells, Table
from speaknode.kit.encoding import NotTextError, decode

_DELIMITERS = ",;\t|"
_EXCEL_HINT = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
_SAMPLE_CHARACTERS = 32 * 1024
_NOT_CSV = "a cell is too long: is a quotation mark not closed?"


def read(content: bytes) -> Table:
    try:
        text, encoding = decode(content)
    except NotTextError as error:
        raise NotATableError(f"{error}, nor is it an Excel workbook (.xlsx)") from error
    hint = _EXCEL_HINT.match(text)
    delimiter = hint[1] if hint else _delimiter(text)
    rows = _rows(text, delimiter)
    if hint:
        next(rows)
    for _, header in rows:
        columns = column_names(header)
        return Table(columns=columns, rows=rows, encoding=encoding, delimiter=delimiter)
    raise EmptyFileError


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, Cells]]:
    """Blank lines are left out but counted, as a spreadsheet counts them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell and not cell.isspace() for cell in cells):
                yield number, cells
    except csv.Error as error:
        raise NotATableError(f"{_NOT_CSV} (line {reader.line_num})") from error


def _delimiter(text: str) -> str:
    """Names of columns rarely hold a delimiter that is not theirs; where they leave it open, the rows tell."""
    header = next((line for line in text[:_SAMPLE_CHARACTERS].splitlines() if line.strip()), "")
    counts = sorted(((header.count(one), one) for one in _DELIMITERS), reverse=True)
    (most, delimiter), (second, _) = counts[:2]
    if most > second:
        return delimiter
    try:
        return csv.Sniffer().sniff(text[:_SAMPLE_CHARACTERS], delimiters=_DELIMITERS).delimiter
    except csv.Error:
        return ","

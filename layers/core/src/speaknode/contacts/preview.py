"""What a person sees of a file before saying which column is what."""

from collections.abc import Iterable
from itertools import islice

from speaknode.contacts.errors import NoRowsError
from speaknode.contacts.headers import suggest_mapping
from speaknode.contacts.models import FilePreview, Table

PREVIEW_ROWS = 20
_CELL_CHARACTERS = 200


def preview(table: Table, variables: Iterable[str]) -> FilePreview:
    rows = [cells for _, cells in islice(table.rows, PREVIEW_ROWS)]
    if not rows:
        raise NoRowsError
    return FilePreview(
        columns=list(table.columns),
        rows=[[cell[:_CELL_CHARACTERS] for cell in cells] for cells in rows],
        encoding=table.encoding,
        delimiter=table.delimiter,
        suggestion=suggest_mapping(table.columns, rows, variables),
    )

"""Lists for people and for programs."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

WIDE = 240


def print_table(
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    empty: str,
    console: Console | None = None,
) -> None:
    if not rows:
        print(empty)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, title in enumerate(titles):
        # An id cut in half is of no use to anyone: what does not fit is cut elsewhere.
        table.add_column(title, no_wrap=True, min_width=30 if position == 0 else None)
    for row in rows:
        table.add_row(*map(escape, row))
    (console or _console()).print(table)


def _console() -> Console:
    """Into a pipe or a file goes every column whole."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDE)


def print_json(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2))


def short_time(value: str | None) -> str:
    """`2026-11-20 23:05`, in local time."""
    if not value:
        return ""
    return datetime.fromisoformat(value).astimezone().strftime("%Y-%m-%d %H:%M")

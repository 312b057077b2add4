"""`speaknode logs`: what the processes said."""

import time
from collections import deque
from pathlib import Path
from typing import Annotated

import typer
from infra.local.errors import LocalError
from infra.local.home import Home

from speaknode_cli.progress import one_line_errors

Name = Annotated[
    str | None, typer.Argument(help="aws, functions, livekit, worker, issuer, web, supervisor")
]
_POLL_S = 0.2


def logs(
    name: Name = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as lines come.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="Lines of the past.")] = 40,
) -> None:
    """Show the log of one process, or of all."""
    with one_line_errors():
        files = _files(Home.from_env(), name)
    width = max(len(f.stem) for f in files)
    positions = {}
    for file in files:
        with file.open(errors="replace") as opened:
            for line in deque(opened, maxlen=lines):
                print(_labelled(file, line, width, alone=bool(name)))
            positions[file] = opened.tell()
    while follow:
        try:
            time.sleep(_POLL_S)
        except KeyboardInterrupt:
            return
        for file, position in positions.items():
            positions[file] = _print_new(file, position, width, alone=bool(name))


def _files(home: Home, name: str | None) -> list[Path]:
    present = sorted(home.logs.glob("*.log"))
    if not present:
        raise LocalError(f"There are no logs in {home.logs}. Start with `speaknode up`.")
    if name is None:
        return present
    if not home.log(name).exists():
        raise LocalError(f"There is no log {name}; there are {', '.join(f.stem for f in present)}.")
    return [home.log(name)]


def _print_new(file: Path, position: int, width: int, *, alone: bool) -> int:
    if not file.exists():
        return 0
    if file.stat().st_size < position:  # it was rotated
        position = 0
    with file.open(errors="replace") as opened:
        opened.seek(position)
        # Only whole lines: the rest of a line comes with the next look.
        while (line := opened.readline()).endswith("\n"):
            print(_labelled(file, line, width, alone=alone), flush=True)
            position = opened.tell()
    return position


def _labelled(file: Path, line: str, width: int, *, alone: bool) -> str:
    text = line.rstrip("\n")
    return text if alone else f"{file.stem:<{width}} | {text}"

"""Says what a long command is doing, a line for each step."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from infra.local.errors import LocalError
from infra.local.state import Step
from rich.console import Console
from rich.status import Status

console = Console(stderr=True, highlight=False)


@contextmanager
def one_line_errors() -> Iterator[None]:
    """What went wrong, in one line, and a non-zero exit."""
    try:
        yield
    except LocalError as error:
        console.print(f"[red]✗[/] {error}", markup=True, soft_wrap=True)
        raise typer.Exit(1) from None


class Steps:
    """Shows running steps in one moving line, finished ones above it."""

    def __init__(self, moving: Status) -> None:
        self._moving = moving
        self._running: list[str] = []

    def __call__(self, step: Step) -> None:
        if step.status == "running":
            self._running.append(step.name)
        else:
            self._running = [name for name in self._running if name != step.name]
            mark = "[green]✓[/]" if step.status == "done" else "[red]✗[/]"
            detail = step.detail if step.status == "done" else ""
            console.print(f"{mark} {step.name:<8} {detail} [dim]{step.seconds:.1f} s[/]")
        self._moving.update("starting " + ", ".join(self._running))


@contextmanager
def steps() -> Iterator[Steps]:
    with console.status("starting") as moving:
        yield Steps(moving)

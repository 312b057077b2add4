"""`speaknode run`: everything in the foreground, with a demo call."""

import os
import subprocess
import sys
import time
from typing import Annotated

import typer
from infra.local import control, state
from infra.local.errors import LocalError
from infra.local.home import Home

from speaknode_cli.lifecycle import Without, bring_up, links
from speaknode_cli.progress import console, one_line_errors


def run(
    demo_call: Annotated[bool, typer.Option(help="Place a call to the demo agent.")] = True,
    without: Without = None,
) -> None:
    """Start everything, place a demo call, stay up until Ctrl-C."""
    home = Home.from_env()
    with one_line_errors():
        ours = bring_up(home, frozenset(without or ()), parent=os.getpid())
        if not ours:
            console.print("already up: this command leaves it running when it ends")
        try:
            if demo_call:
                _call_demo()
            links(home)
            console.print("Ctrl-C stops " + ("everything." if ours else "this command."))
            _stay(home)
        except KeyboardInterrupt:
            console.print()
        finally:
            if ours:
                with console.status("stopping"):
                    control.stop(home)
                console.print("stopped")


def _call_demo() -> None:
    # A process of its own: the caller's native media threads end with it.
    done = subprocess.run([sys.executable, "-m", "speaknode_cli", "call"], check=False)
    if done.returncode:
        console.print(f"[yellow]the demo call ended with exit code {done.returncode}[/]")


def _stay(home: Home) -> None:
    while True:
        now = state.read(home)
        if not now.supervised:
            raise LocalError(now.error or "The supervisor ended.")
        time.sleep(0.5)

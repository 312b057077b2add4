"""`speaknode up`, `down`, `status`, `restart`."""

import json
import subprocess
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any

import typer
from infra.local import control, livekit_binary, livekit_config, process_tree, state
from infra.local.errors import LocalError
from infra.local.home import Home, read_json
from infra.local.ports import Ports
from infra.local.state import Status
from infra.local.target import Target
from rich.table import Table

from speaknode_cli.options import AsJson
from speaknode_cli.progress import console, one_line_errors, steps

Without = Annotated[
    list[str] | None,
    typer.Option(help="A part not to start: aws, livekit, worker, issuer, web, seed. Repeatable."),
]


def up(without: Without = None) -> None:
    """Start everything in the background; returns when it is ready."""
    with one_line_errors():
        home = Home.from_env()
        began = time.monotonic()
        if bring_up(home, frozenset(without or ())):
            console.print(f"[green]ready[/] after {time.monotonic() - began:.1f} s")
        else:
            console.print("already up")
        links(home)


def down() -> None:
    """Stop everything that `up` or `run` started."""
    with one_line_errors():
        with console.status("stopping"):
            stopped = control.stop(Home.from_env())
        console.print("stopped" if stopped else "nothing was running")


def status(as_json: AsJson = False) -> None:
    """Which processes run; the exit code is 0 when all is well."""
    with one_line_errors():
        home = Home.from_env()
        now = state.read(home)
        if not now.supervised and now.phase in ("starting", "ready", "stopping"):
            now.phase, now.error = "failed", "the supervisor is dead: run `speaknode up`"
        if as_json:
            print(json.dumps(_report(home, now), indent=2))
        else:
            _show(now)
            links(home)
    raise typer.Exit(0 if now.healthy else 1)


def restart(
    name: Annotated[str, typer.Argument(help="worker, livekit, aws, issuer or web")],
) -> None:
    """Restart one process; the supervisor brings it back."""
    with one_line_errors():
        home = Home.from_env()
        now = state.read(home)
        process = now.processes.get(name)
        if not now.supervised or process is None or process.pid is None:
            raise LocalError(f"No process {name} is running. See `speaknode status`.")
        before = process.restarts
        process_tree.stop_tree(process.pid, grace_s=15)
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            process = state.read(home).processes[name]
            if process.restarts > before and process.status == "ready":
                console.print(f"{name} restarted")
                return
            time.sleep(0.1)
        raise LocalError(f"{name} did not come back; see `speaknode logs {name}`.")


def bring_up(home: Home, without: frozenset[str], parent: int = 0) -> bool:
    """Starts the installation; False when it is up. Leaves nothing behind when it fails."""
    now = state.read(home)
    if now.supervised and now.phase == "ready":
        return False
    if now.supervised:
        raise LocalError(f"The installation is {now.phase}: wait, or `speaknode down`.")
    ports = Ports.from_env()
    target = Target.from_env(ports)
    if livekit_config.elsewhere():
        livekit_config.keys(home)
        without |= {"livekit"}
    process_tree.stop_strays(home)
    control.require_ports(ports, target, without)
    supervisor: subprocess.Popen[bytes] | None = None
    try:
        with steps() as show:
            livekit = None if "livekit" in without else livekit_binary.obtain(console.print)
            supervisor = control.launch(home, livekit, without, parent)
            control.follow(home, supervisor, show)
    except BaseException:
        if supervisor:
            control.stop(home)
        raise
    return True


def links(home: Home) -> None:
    facts = read_json(home.run_file)
    for title, address in _addresses(facts):
        console.print(f"  {title:<10} {address}")
    if facts:
        console.print(f"  {'details':<10} {home.run_file}")


def _addresses(facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for title, name in (("dashboard", "web_url"), ("API", "api_url"), ("LiveKit", "livekit_url")):
        if facts.get(name):
            yield title, facts[name]
    if facts.get("web_url") and facts.get("demo_agent_id"):
        yield "talk to", f"{facts['web_url']}/a/{facts['demo_agent_id']}"


def _report(home: Home, now: Status) -> dict[str, Any]:
    public = {k: v for k, v in read_json(home.run_file).items() if k != "api_key"}
    processes = {
        name: {**asdict(process), "alive": process.alive} for name, process in now.processes.items()
    }
    return {
        "phase": now.phase,
        "healthy": now.healthy,
        "error": now.error,
        "processes": processes,
        "run": public,
    }


def _show(now: Status) -> None:
    phase = "degraded" if now.phase == "ready" and not now.healthy else now.phase
    console.print(f"{phase}{': ' + now.error if now.error else ''}")
    if not now.processes:
        return
    table = Table("process", "status", "pid", "port", "up", "restarts", "last exit", box=None)
    for process in now.processes.values():
        alive = process.alive
        age = timedelta(seconds=int(time.time() - process.started_at)) if alive else ""
        shown = process.status if alive or process.status == "stopped" else "dead"
        row = (
            process.name,
            shown,
            process.pid,
            process.port,
            age,
            process.restarts,
            process.last_exit,
        )
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console.print(table)

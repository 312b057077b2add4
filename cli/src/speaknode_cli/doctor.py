"""`speaknode doctor`: what this machine has and lacks."""

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

import typer
from infra.local import livekit_binary, sip_binary, state
from infra.local.home import PROJECT, Home
from infra.local.ports import Ports, busy

from speaknode_cli.options import AsJson
from speaknode_cli.progress import console, one_line_errors

Verdict = Literal["ok", "warning", "missing"]
_MARKS = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "missing": "[red]✗[/]"}
_PYTHONS = ((3, 11), (3, 13))
_DISK_NEEDED_GB = 3
_MEMORY_NEEDED_GB = 4
_MINISTACK = "1.5.33"


@dataclass(frozen=True)
class Finding:
    what: str
    verdict: Verdict
    detail: str


def doctor(as_json: AsJson = False) -> None:
    """Check tools, ports and disk; the exit code is 1 when something needed is missing."""
    with one_line_errors():
        found = list(findings())
    if as_json:
        print(json.dumps([asdict(f) for f in found], indent=2))
    else:
        for finding in found:
            console.print(f"{_MARKS[finding.verdict]} {finding.what:<10} {finding.detail}")
    raise typer.Exit(1 if any(f.verdict == "missing" for f in found) else 0)


def findings() -> Iterator[Finding]:
    yield _python()
    yield _emulator()
    yield _livekit()
    yield _phone()
    yield _node()
    yield _livekit_client()
    yield _speech()
    yield _disk()
    yield _memory()
    yield from _ports()


def _python() -> Finding:
    current = sys.version_info[:2]
    fine = _PYTHONS[0] <= current <= _PYTHONS[1]
    advice = "" if fine else ": 3.11, 3.12 or 3.13 is needed (`uv python install 3.11`)"
    return Finding("python", "ok" if fine else "missing", platform.python_version() + advice)


def _emulator() -> Finding:
    try:
        found = version("ministack")
    except PackageNotFoundError:
        return Finding("emulator", "missing", "run `make setup` (uv sync installs MiniStack)")
    if found != _MINISTACK:
        return Finding("emulator", "missing", f"MiniStack {found}, not {_MINISTACK}: `make setup`")
    return Finding("emulator", "ok", f"MiniStack {found}")


def _livekit() -> Finding:
    binary = livekit_binary.find()
    if binary:
        return Finding("livekit", "ok", f"{livekit_binary.VERSION} at {binary}")
    if shutil.which("go"):
        return Finding("livekit", "warning", "absent; the next `up` downloads or compiles it")
    return Finding("livekit", "warning", "absent; the next `up` downloads it (or install Go 1.26)")


def _phone() -> Finding:
    missing = [name for name in ("redis-server", "baresip", "sipp") if not shutil.which(name)]
    missing += [] if sip_binary.find() else ["livekit-sip"]
    if missing:
        return Finding("telephone", "warning", f"{', '.join(missing)} absent: `make setup-phone`")
    return Finding("telephone", "ok", f"LiveKit SIP {sip_binary.VERSION}, Redis, baresip, sipp")


def _node() -> Finding:
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return Finding("node", "warning", "absent: the page needs Node.js 20 (with npm) once")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return Finding("node", "ok", said.strip())


def _livekit_client() -> Finding:
    package = PROJECT / "web" / "node_modules" / "livekit-client"
    if package.is_dir():
        return Finding("page", "ok", "livekit-client is installed")
    return Finding("page", "warning", "livekit-client is absent: `make setup`")


def _speech() -> Finding:
    try:
        return Finding("speech", "ok", f"pocketsphinx {version('pocketsphinx')}, espeak-ng")
    except PackageNotFoundError:
        return Finding("speech", "missing", "offline speech is absent: `make setup`")


def _disk() -> Finding:
    home = Home.from_env().root
    place = next(p for p in (home, *home.parents) if p.exists())
    free_gb = shutil.disk_usage(place).free / 1e9
    verdict: Verdict = "ok" if free_gb >= _DISK_NEEDED_GB else "missing"
    return Finding("disk", verdict, f"{free_gb:.0f} GB free ({_DISK_NEEDED_GB} GB needed)")


def _memory() -> Finding:
    total_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    verdict: Verdict = "ok" if total_gb >= _MEMORY_NEEDED_GB else "warning"
    return Finding("memory", verdict, f"{total_gb:.0f} GB, {os.cpu_count()} cores")


def _ports() -> Iterator[Finding]:
    ports = Ports.from_env()
    if state.read(Home.from_env()).supervised:
        yield Finding("ports", "ok", "held by this installation, which is up")
        return
    taken = busy(ports, {name for name, _ in ports})
    for name, port in taken:
        advice = f"free it, or set SPEAKNODE_PORT_{name.upper()}"
        yield Finding("ports", "missing", f"{port} ({name}) is in use: {advice}")
    if not taken:
        yield Finding("ports", "ok", ", ".join(f"{name} {port}" for name, port in ports))

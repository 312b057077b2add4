"""A whole Speaknode of the tests' own, beside whatever runs on this machine."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil
from infra.local import environment
from infra.local.home import Home, read_json
from tests.support.livekit_server import free_ports

PORTS = (
    "AWS",
    "LIVEKIT",
    "LIVEKIT_UDP",
    "WORKER",
    "ISSUER",
    "WEB",
    "REDIS",
    "SIP",
    "SIP_TLS",
    "BRIDGE",
)
PUBLIC_URL = "https://speaknode.test"
"""Where carriers believe to call: their fakes sign it, and call the installation."""
COMMAND_TIMEOUT_S = 240
PATIENCE_S = 90
"""For what should take seconds: the machine may be busy with other things."""

Found = TypeVar("Found")


@dataclass(frozen=True)
class Installation:
    env: dict[str, str]
    home: Home

    @property
    def run(self) -> dict[str, Any]:
        return read_json(self.home.run_file)

    @property
    def tools_port(self) -> int:
        """Where a test may serve what tools reach; the rest of the machine is closed to them."""
        return int(self.env["SPEAKNODE_TOOL_ALLOWED_HOSTS"].rpartition(":")[2])

    def speaknode(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        argv = [sys.executable, "-m", "speaknode_cli", *arguments]
        return subprocess.run(
            argv,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )

    def processes(self, *marks: str) -> list[psutil.Process]:
        """Those of this installation whose command line carries every mark."""
        found = []
        for process in psutil.process_iter():
            try:
                is_ours = process.environ().get(environment.MARK) == str(self.home.root)
                line = " ".join(process.cmdline())
            except (psutil.Error, OSError):
                continue
            if is_ours and all(mark in line for mark in marks):
                found.append(process)
        return found

    def api(self) -> httpx.Client:
        run = self.run
        headers = {"Authorization": f"Bearer {run['api_key']}"}
        return httpx.Client(base_url=run["api_url"], headers=headers, timeout=30)


def plan(root: Path) -> Installation:
    """Free ports and a home of its own; nothing runs yet. No key of a real provider reaches it."""
    dropped = (
        "SPEAKNODE_",
        "AWS_",
        "OPENAI_",
        "DEEPGRAM_",
        "ELEVEN",
        "ANTHROPIC_",
        "GOOGLE_",
        "GROQ_",
        "NVIDIA_",
    )
    kept = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
    ports = {
        f"SPEAKNODE_PORT_{name}": str(port)
        for name, port in zip(PORTS, free_ports(len(PORTS)), strict=True)
    }
    env = {**kept, **ports, "SPEAKNODE_HOME": str(root), "SPEAKNODE_RELOAD": "0"}
    env["SPEAKNODE_PUBLIC_URL"] = PUBLIC_URL
    env["SPEAKNODE_TOOL_ALLOWED_HOSTS"] = f"127.0.0.1:{free_ports(1)[0]}"
    return Installation(env=env, home=Home(root))


@contextmanager
def running(root: Path, *options: str) -> Iterator[Installation]:
    made = plan(root)
    try:
        up = made.speaknode("up", *options)
        assert up.returncode == 0, up.stderr
        yield made
    finally:
        made.speaknode("down")


def until(what: str, look: Callable[[], Found | None], *, patience_s: float = PATIENCE_S) -> Found:
    """What `look` finds at last; the deadline is far off, so that only what never comes fails."""
    deadline = time.monotonic() + patience_s
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"never came: {what}"
        time.sleep(0.25)

"""Where an installation keeps its state."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LOG_LIMIT = 10_000_000
PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Home:
    """`.local` of the project, or the directory that `SPEAKNODE_HOME` names."""

    root: Path

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Home":
        return cls(Path(env.get("SPEAKNODE_HOME") or PROJECT / ".local").expanduser().resolve())

    @property
    def run_file(self) -> Path:
        return self.root / "run.json"

    @property
    def processes_file(self) -> Path:
        return self.root / "processes.json"

    @property
    def demo_file(self) -> Path:
        return self.root / "demo.json"

    @property
    def deploy_file(self) -> Path:
        return self.root / "deploy.json"

    @property
    def livekit_config(self) -> Path:
        return self.root / "livekit.yaml"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def scratch(self) -> Path:
        """TMPDIR of the children: what they leak goes away with it."""
        return self.root / "tmp"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def create(self) -> "Home":
        for directory in (self.root, self.logs, self.scratch):
            directory.mkdir(parents=True, exist_ok=True)
        # It holds the keys of the installation.
        self.root.chmod(0o700)
        return self


def read_json(path: Path) -> dict[str, Any]:
    """The object in `path`; empty when there is none, or when it was cut short by a crash."""
    try:
        loaded = json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """All or nothing: readers poll these files."""
    write_private(path, json.dumps(value, indent=2) + "\n")


def write_private(path: Path, text: str) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    partial.touch(mode=0o600)
    partial.write_text(text)
    partial.replace(path)


def make_room(log: Path) -> None:
    """Keeps one old log beside the new one."""
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))

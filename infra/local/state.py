"""What the supervisor does, written for the commands to read (`.local/processes.json`)."""

import os
import time
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from infra.local.home import Home, read_json, write_json
from infra.local.process_tree import alive, created_at

Phase = Literal["starting", "ready", "failed", "stopping", "stopped"]
StepStatus = Literal["running", "done", "failed"]


@dataclass
class Step:
    name: str
    status: StepStatus
    detail: str = ""
    seconds: float = 0.0


@dataclass
class Process:
    name: str
    status: str
    pid: int | None = None
    created_at: float | None = None
    port: int | None = None
    restarts: int = 0
    last_exit: str = ""
    started_at: float = 0.0

    @property
    def alive(self) -> bool:
        return alive(self.pid, self.created_at)


@dataclass
class Status:
    phase: Phase = "stopped"
    error: str = ""
    supervisor: int | None = None
    supervisor_created_at: float | None = None
    steps: list[Step] = field(default_factory=list)
    processes: dict[str, Process] = field(default_factory=dict)

    @property
    def supervised(self) -> bool:
        return alive(self.supervisor, self.supervisor_created_at)

    @property
    def healthy(self) -> bool:
        up = all(p.alive and p.status == "ready" for p in self.processes.values())
        return self.phase == "ready" and self.supervised and up


def read(home: Home) -> Status:
    raw: dict[str, Any] = read_json(home.processes_file)
    if not raw:
        return Status()
    steps = [Step(**s) for s in raw.pop("steps")]
    processes = {name: Process(**p) for name, p in raw.pop("processes").items()}
    return Status(steps=steps, processes=processes, **raw)


class Journal:
    """The supervisor's side: every change is written at once."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._began: dict[str, float] = {}
        me = os.getpid()
        self.status = Status("starting", supervisor=me, supervisor_created_at=created_at(me))
        self._write()

    def phase(self, phase: Phase, error: str = "") -> None:
        self.status.phase = phase
        self.status.error = error
        self._write()

    def step(self, name: str, status: StepStatus, detail: str = "") -> None:
        began = self._began.setdefault(name, time.monotonic())
        step = Step(name, status, detail, round(time.monotonic() - began, 2))
        known = [s for s in self.status.steps if s.name != name]
        self.status.steps = [*known, step]
        self._write()

    def process(self, process: Process) -> None:
        self.status.processes[process.name] = process
        self._write()

    def _write(self) -> None:
        write_json(self._home.processes_file, asdict(self.status))

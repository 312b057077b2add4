"""What a cold start of each function pays for imports: a fresh interpreter each time, disk warm."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from infra.local.deploy.template import load

from bench.figures import Figures, table

ROOT = Path(__file__).parents[1]
RUNS = 5
# -X importtime would slow what it measures.
PROBE = """
import importlib, sys, time
began, used = time.perf_counter(), time.process_time()
importlib.import_module(sys.argv[1])
wall, cpu = time.perf_counter() - began, time.process_time() - used
print(wall * 1000, cpu * 1000, len(sys.modules), "livekit.agents" in sys.modules)
"""


def modules() -> list[str]:
    """Of every function in the template: `sessions.consume` for `sessions.consume.handler`."""
    resources: dict[str, Any] = load(ROOT / "template.yaml")["Resources"]
    handlers = {
        resource["Properties"]["Handler"].rpartition(".")[0]
        for resource in resources.values()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    return sorted(handlers)


class Import(NamedTuple):
    wall_ms: float
    cpu_ms: float
    modules: int


def _import(module: str) -> Import:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "functions")}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, module],
        check=True, capture_output=True, text=True, env=environment,
    )  # fmt: skip
    wall, cpu, count, heavy = done.stdout.split()
    if heavy == "True":
        raise SystemExit(f"{module} imports livekit.agents (design.md rule 8)")
    return Import(float(wall), float(cpu), int(count))


def run() -> None:
    wall: list[Figures] = []
    cpu: list[Figures] = []
    for module in modules():
        _import(module)  # compiles, and warms the disk
        measured = [_import(module) for _ in range(RUNS)]
        name = f"`{module}` ({measured[0].modules} modules)"
        wall.append(Figures(name, tuple(each.wall_ms for each in measured)))
        cpu.append(Figures(name, tuple(each.cpu_ms for each in measured)))
    print(table("Imports of the functions: CPU", cpu))
    print(table("Imports of the functions: wall", wall))

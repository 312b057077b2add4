"""The checks check what they should."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from bench.imports import modules

ROOT = Path(__file__).parents[1]


def test_every_function_folder_is_under_the_import_rules() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    folders = {file.parent.name for file in (ROOT / "functions").glob("*/__init__.py")}
    assert folders <= set(linter["root_packages"])
    for contract in linter["contracts"]:
        if "independent" in contract["name"]:
            assert folders == set(contract["modules"])


def test_no_function_imports_the_agents_framework() -> None:
    program = f"""
import importlib, sys
for module in {modules()!r}:
    importlib.import_module(module)
print([name for name in ("livekit.agents", "speaknode_worker") if name in sys.modules])
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "functions")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True, capture_output=True, text=True, env=environment,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"

"""Forked functions behave as started ones."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from infra.local.zygote import Forked, Zygote

ECHO = """
import json, os, sys
for line in sys.stdin:
    print(json.dumps([line.strip(), os.environ.get("GREETING"), os.getcwd(), sys.path[1]]), flush=True)
    print("seen", file=sys.stderr)
sys.exit(3)
"""


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    made = Zygote()
    yield made
    made.close()


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.py"
    path.write_text(ECHO)
    return path


def start(zygote: Zygote, script: Path) -> Forked:
    env = {"GREETING": "hello", "PYTHONPATH": "/somewhere"}
    return zygote.fork(str(script), str(script.parent), env)


def test_it_has_its_own_pipes_environment_and_path(zygote: Zygote, script: Path) -> None:
    process = start(zygote, script)
    process.stdin.write("one\n")
    answer = json.loads(process.stdout.readline())
    assert answer == ["one", "hello", os.path.realpath(script.parent), "/somewhere"]
    assert process.stderr.readline() == "seen\n"
    assert process.poll() is None
    process.stdin.close()
    process.wait(5)
    assert process.poll() is not None


def test_processes_are_apart(zygote: Zygote, script: Path) -> None:
    first, second = start(zygote, script), start(zygote, script)
    assert first.pid != second.pid
    first.kill()
    first.wait(5)
    second.stdin.write("still here\n")
    assert json.loads(second.stdout.readline())[0] == "still here"
    second.terminate()
    second.wait(5)


def test_waiting_has_an_end(zygote: Zygote, script: Path) -> None:
    process = start(zygote, script)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.05)
    process.kill()
    process.wait(5)


SHOW = """
import sys
print("speaknode.wiring" in sys.modules, flush=True)
"""


def test_our_package_comes_along_only_as_it_is_on_disk(zygote: Zygote, tmp_path: Path) -> None:
    import speaknode

    script = tmp_path / "show.py"
    script.write_text(SHOW)
    assert speaknode.__file__
    source = Path(speaknode.__file__).parents[1]
    for path, known in ((source, "True"), (tmp_path, "False")):
        process = zygote.fork(str(script), str(tmp_path), {"PYTHONPATH": str(path)})
        assert process.stdout.readline().strip() == known
        process.wait(5)

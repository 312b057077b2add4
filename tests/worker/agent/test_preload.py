"""What every job inherits, made in a process of its own here as the fork server makes it."""

import os
import subprocess
import sys

import pytest
from tests.support.aws import ENVIRONMENT

pytestmark = pytest.mark.timeout(
    300
)  # it imports all that a worker has, every vendor's SDK included
LOOK = """
import asyncio, sys
import psutil
from speaknode_worker.agent import preload
from speaknode_worker.agent.offline import pocketsphinx

me = psutil.Process()
print(len(pocketsphinx._warm), me.num_threads(), len(me.net_connections()))

from speaknode.egress.fetch import Egress
from speaknode.egress.policy import Policy

import inspect
from livekit.agents.llm import AgentConfigUpdate
from speaknode import providers

vendors = {each.factory.partition(":")[0] for each in providers.all_specs().values()}
print(sorted(vendors - set(sys.modules)))
asked = []
inspect._signature_fromstr = lambda *given, **more: asked.append(given)
AgentConfigUpdate(instructions="x")
print(asked)

import logging
forgotten = []
logging.Logger.manager._clear_cache = lambda: forgotten.append(1)
start_levels = {"root": logging.INFO, "livekit.agents": logging.INFO, "livekit": logging.WARNING, "asyncio": 0}
for name, level in start_levels.items():
    logging.getLogger(name).setLevel(level)
quiet = len(forgotten)
logging.getLogger("asyncio").setLevel(logging.ERROR)
print(quiet, len(forgotten))
del logging.Logger.manager._clear_cache

before = set(sys.modules)
try:
    asyncio.run(Egress(Policy(opened=["127.0.0.1:9"])).fetch("GET", "http://127.0.0.1:9/"))
except Exception as error:
    print(type(error).__name__)
print(sorted(set(sys.modules) - before))
"""


def preloaded(**environment: str) -> subprocess.CompletedProcess[str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return subprocess.run(
        [sys.executable, "-c", LOOK], env=others | environment,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def seen() -> list[str]:
    # numpy's own thread knows how to be forked
    done = preloaded(**ENVIRONMENT, OPENBLAS_NUM_THREADS="1")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_nothing_is_begun_that_a_fork_would_break(seen: list[str]) -> None:
    assert seen[0] == "1 1 0"


def test_a_tools_first_request_imports_nothing(seen: list[str]) -> None:
    assert seen[4:] == ["UnreachableError", "[]"]


def test_no_call_waits_for_a_vendors_sdk(seen: list[str]) -> None:
    assert seen[1] == "[]"


def test_an_agents_first_word_takes_hold_of_no_module(seen: list[str]) -> None:
    """`inspect.signature(list)` would, and a fork then owns the pages of each."""
    assert seen[2] == "[]"


def test_a_jobs_process_finds_the_levels_of_its_logs_set(seen: list[str]) -> None:
    assert seen[3] == "0 1"


def test_clients_without_credentials_are_not_handed_down() -> None:
    others = {name: value for name, value in ENVIRONMENT.items() if "KEY" not in name}
    done = preloaded(**others, AWS_EC2_METADATA_DISABLED="true", HOME="/nonexistent")
    assert done.returncode != 0
    assert "no credentials for AWS" in done.stderr

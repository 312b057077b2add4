"""A whole installation beside whatever runs on this machine: up, hurt, down."""

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import httpx
import psutil
import pytest
from infra.local import state
from tests.support.installation import Installation, running, until

pytestmark = [pytest.mark.emulator, pytest.mark.timeout(240)]
# Calls have their own tests, and the worker is the slowest to start.
WITHOUT = ("--without", "worker")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running(tmp_path_factory.mktemp("installation"), *WITHOUT) as installation:
        yield installation


@pytest.fixture(scope="module")
def run(made: Installation) -> dict[str, Any]:
    return made.run


def _livekit(made: Installation) -> state.Process:
    return state.read(made.home).processes["livekit"]


def test_run_file_tells_what_clients_need(made: Installation, run: dict[str, Any]) -> None:
    port = made.env["SPEAKNODE_PORT_AWS"]
    assert run["api_url"].startswith(f"http://127.0.0.1:{port}/_aws/execute-api/")
    assert run["notifications_url"].startswith(f"ws://127.0.0.1:{port}/")
    assert run["livekit_url"] == f"ws://127.0.0.1:{made.env['SPEAKNODE_PORT_LIVEKIT']}"
    assert not [name for name in run if "secret" in name]


def test_functions_answer_through_the_gateway(run: dict[str, Any]) -> None:
    bearer = {"Authorization": f"Bearer {run['api_key']}"}
    assert httpx.get(f"{run['api_url']}/v1/me", timeout=30).status_code == 401
    agent = f"{run['api_url']}/v1/agents/{run['demo_agent_id']}"
    assert httpx.get(agent, headers=bearer, timeout=30).json()["name"] == "Ada"
    unsigned = httpx.post(f"{run['api_url']}/hooks/livekit", content=b"{}", timeout=30)
    assert unsigned.status_code == 401


def test_tables_expire_what_the_template_says(run: dict[str, Any]) -> None:
    tables = boto3.client(
        "dynamodb",
        endpoint_url=run["aws_endpoint_url"],
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    name = next(t for t in tables.list_tables()["TableNames"] if "IdempotencyTable" in t)
    expiry = tables.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    assert expiry["AttributeName"] == "expiration"


def test_everything_listens_on_loopback_only(made: Installation, run: dict[str, Any]) -> None:
    for process in made.processes():
        for connection in process.net_connections():
            if connection.status == psutil.CONN_LISTEN:
                assert connection.laddr.ip == "127.0.0.1", process.name()


def test_second_up_says_so(made: Installation, run: dict[str, Any]) -> None:
    again = made.speaknode("up")
    assert (again.returncode, "already up" in again.stderr) == (0, True)


def test_a_busy_port_is_one_line(made: Installation, run: dict[str, Any], tmp_path: Path) -> None:
    failed = replace(made, env={**made.env, "SPEAKNODE_HOME": str(tmp_path)}).speaknode(
        "up", *WITHOUT
    )
    assert failed.returncode == 1
    lines = failed.stderr.strip().splitlines()
    assert len(lines) == 1
    assert "is in use" in lines[0]


def test_status_tells_the_truth_about_a_killed_child(
    made: Installation, run: dict[str, Any]
) -> None:
    assert made.speaknode("status").returncode == 0
    before = _livekit(made)
    assert before.pid
    os.kill(before.pid, signal.SIGKILL)
    until("a restart", lambda: _livekit(made).restarts > before.restarts)
    until("a healthy installation", lambda: state.read(made.home).healthy)
    report = json.loads(made.speaknode("status", "--json").stdout)
    assert report["healthy"]
    assert "api_key" not in report["run"]
    assert report["processes"]["livekit"]["last_exit"] == "signal 9"


def test_down_leaves_nothing_and_up_finds_its_state(
    made: Installation, run: dict[str, Any]
) -> None:
    assert made.speaknode("down").returncode == 0
    assert made.processes() == []
    assert not made.home.scratch.exists()
    assert not made.home.run_file.exists()
    assert made.speaknode("up", *WITHOUT).returncode == 0
    # The same API at the same address, with the same key and agent: nothing was made again.
    assert made.run == run

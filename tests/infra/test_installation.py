"""A whole installation beside whatever runs on this machine: up, hurt, down."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import httpx
import psutil
import pytest
from infra.local import environment, state
from infra.local.home import Home, read_json

pytestmark = [pytest.mark.emulator, pytest.mark.timeout(240)]
PORTS = ("AWS", "LIVEKIT", "LIVEKIT_UDP", "WORKER", "ISSUER", "WEB")
# Calls have their own tests, and the worker is the slowest to start.
WITHOUT = ("--without", "worker")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SPEAKNODE_", "AWS_"))}
    ports = {f"SPEAKNODE_PORT_{name}": str(free_port()) for name in PORTS}
    home = tmp_path_factory.mktemp("installation")
    return {**kept, **ports, "SPEAKNODE_HOME": str(home), "SPEAKNODE_RELOAD": "0"}


@pytest.fixture(scope="module")
def home(env: dict[str, str]) -> Home:
    return Home(Path(env["SPEAKNODE_HOME"]))


def speaknode(env: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    argv = [sys.executable, "-m", "speaknode_cli", *arguments]
    return subprocess.run(argv, env=env, capture_output=True, text=True, timeout=180, check=False)


@pytest.fixture(scope="module")
def run(env: dict[str, str], home: Home) -> Iterator[dict[str, Any]]:
    up = speaknode(env, "up", *WITHOUT)
    try:
        assert up.returncode == 0, up.stderr
        yield read_json(home.run_file)
    finally:
        speaknode(env, "down")


def marked(home: Home) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(environment.MARK) == str(home.root):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def test_run_file_tells_what_clients_need(run: dict[str, Any], env: dict[str, str]) -> None:
    port = env["SPEAKNODE_PORT_AWS"]
    assert run["api_url"].startswith(f"http://127.0.0.1:{port}/_aws/execute-api/")
    assert run["notifications_url"].startswith(f"ws://127.0.0.1:{port}/")
    assert run["livekit_url"] == f"ws://127.0.0.1:{env['SPEAKNODE_PORT_LIVEKIT']}"
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


def test_everything_listens_on_loopback_only(run: dict[str, Any], home: Home) -> None:
    for process in marked(home):
        for connection in process.net_connections():
            if connection.status == psutil.CONN_LISTEN:
                assert connection.laddr.ip == "127.0.0.1", process.name()


def test_second_up_says_so(run: dict[str, Any], env: dict[str, str]) -> None:
    again = speaknode(env, "up")
    assert (again.returncode, "already up" in again.stderr) == (0, True)


def test_a_busy_port_is_one_line(run: dict[str, Any], env: dict[str, str], tmp_path: Path) -> None:
    failed = speaknode({**env, "SPEAKNODE_HOME": str(tmp_path)}, "up", *WITHOUT)
    assert failed.returncode == 1
    lines = failed.stderr.strip().splitlines()
    assert len(lines) == 1
    assert "is in use" in lines[0]


def test_status_tells_the_truth_about_a_killed_child(
    run: dict[str, Any], env: dict[str, str], home: Home
) -> None:
    assert speaknode(env, "status").returncode == 0
    before = state.read(home).processes["livekit"]
    assert before.pid
    os.kill(before.pid, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while state.read(home).processes["livekit"].restarts == before.restarts:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    while not state.read(home).healthy:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    report = json.loads(speaknode(env, "status", "--json").stdout)
    assert report["healthy"]
    assert "api_key" not in report["run"]
    assert report["processes"]["livekit"]["last_exit"] == "signal 9"


def test_down_leaves_nothing_and_up_finds_its_state(
    run: dict[str, Any], env: dict[str, str], home: Home
) -> None:
    assert speaknode(env, "down").returncode == 0
    assert marked(home) == []
    assert not home.scratch.exists()
    assert not home.run_file.exists()
    assert speaknode(env, "up", *WITHOUT).returncode == 0
    # The same API at the same address, with the same key and agent: nothing was made again.
    assert read_json(home.run_file) == run

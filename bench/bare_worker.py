"""A worker with the bare agent beside the installation's own, for as long as it is measured."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
from infra.local import livekit_config
from infra.local.home import Home, read_json
from livekit import api

from bench.bare_agent import NAME
from speaknode.agents.models import AgentConfig
from speaknode_cli.client import Json

START_TIMEOUT_S = 60


class Tokens:
    """Callers' ways in."""

    def __init__(self, url: str, keys: livekit_config.Keys) -> None:
        self.url = url
        self._keys = keys

    def new(self) -> str:
        """Into a new room, which dispatches the bare agent."""
        dispatch = api.RoomConfiguration(agents=[api.RoomAgentDispatch(agent_name=NAME)])
        return self._token(new_room()).with_room_config(dispatch).to_jwt()

    def seat(self, room: str) -> str:
        """Into a room to which nobody is dispatched."""
        return self._token(room).to_jwt()

    def _token(self, room: str) -> api.AccessToken:
        token = api.AccessToken(self._keys.key, self._keys.secret).with_identity("caller")
        grants = api.VideoGrants(room_join=True, room=room)
        return token.with_grants(grants).with_ttl(timedelta(minutes=10))


def new_room() -> str:
    return f"bench-{uuid4().hex}"


def livekit_url() -> str:
    return str(read_json(Home.from_env().run_file)["livekit_url"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def bare_worker(agent: Json, url: str) -> Iterator[Tokens]:
    keys = livekit_config.keys(Home.from_env())
    with tempfile.TemporaryDirectory(prefix="speaknode-bench-") as scratch:
        config = {name: agent[name] for name in AgentConfig.model_fields if name in agent}
        port = str(_free_port())
        environment = {
            **os.environ,
            "LIVEKIT_URL": url,
            "LIVEKIT_API_KEY": keys.key,
            "LIVEKIT_API_SECRET": keys.secret,
            "BENCH_AGENT": AgentConfig.model_validate(config).model_dump_json(),
            "BENCH_PORT": port,
        }
        with (Path(scratch) / "worker.log").open("wb") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "bench.bare_agent", "start"],
                env=environment, stdout=log, stderr=log,
            )  # fmt: skip
            try:
                _await_health(worker, f"http://127.0.0.1:{port}/")
                yield Tokens(url, keys)
            finally:
                worker.kill()  # it would wait for rooms to empty, and nothing of it is kept
                worker.wait()


def _await_health(worker: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and worker.poll() is None:
        try:
            if httpx.get(url, timeout=1).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("the bare worker did not start")

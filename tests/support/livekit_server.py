"""A LiveKit server of a test's own, on free ports."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import yaml
from infra.local import livekit_binary
from livekit import api

KEY = "APItest"
SECRET = "a-secret-for-tests-that-is-longer-than-32"
START_TIMEOUT_S = 20


@dataclass(frozen=True)
class LiveKitServer:
    url: str
    key: str = KEY
    secret: str = SECRET

    def token(self, room: str, identity: str, kind: str = "standard") -> str:
        token = api.AccessToken(self.key, self.secret).with_identity(identity).with_kind(kind)  # type: ignore[arg-type]  # one of its literals
        grants = api.VideoGrants(room_join=True, room=room, can_update_own_metadata=True)
        return token.with_grants(grants).with_ttl(timedelta(minutes=10)).to_jwt()


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@contextlib.contextmanager
def running(directory: Path, *, webhook_url: str | None = None) -> Iterator[LiveKitServer]:
    binary = livekit_binary.find()
    if binary is None:
        raise RuntimeError("no LiveKit server on this machine: `make setup` or `speaknode up`")
    port, udp = free_ports(2)
    config = {
        "port": port,
        "bind_addresses": ["127.0.0.1"],
        "rtc": {
            "tcp_port": 0,  # it would listen on every interface
            "udp_port": udp,
            "use_external_ip": False,
            "node_ip": "127.0.0.1",
            "enable_loopback_candidate": True,
            "interfaces": {"includes": ["lo"]},
        },
        "keys": {KEY: SECRET},
        "webhook": {"api_key": KEY, "urls": [webhook_url]} if webhook_url else {},
    }
    file = directory / "livekit.yaml"
    file.write_text(yaml.safe_dump(config))
    with (directory / "livekit.log").open("wb") as log:
        server = subprocess.Popen([binary, "--config", file], stdout=log, stderr=log)
        try:
            _await_port(server, port)
            yield LiveKitServer(url=f"ws://127.0.0.1:{port}")
        finally:
            # A gentle end would wait for the rooms to empty.
            server.kill()
            server.wait(timeout=10)


def _await_port(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"LiveKit server ended with {server.returncode}: see its log")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    raise RuntimeError("LiveKit server did not open its port")

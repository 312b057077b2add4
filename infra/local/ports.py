"""Which ports an installation takes, and whether they are free."""

import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from infra.local.errors import LocalError

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Ports:
    """Each field is set by `SPEAKNODE_PORT_<FIELD>`."""

    aws: int = 4566
    livekit: int = 7880
    # LiveKit cannot bind its TCP fallback to loopback, and loopback never needs it: 0 is off.
    livekit_tcp: int = 0
    livekit_udp: int = 7882
    worker: int = 8081
    issuer: int = 8090
    web: int = 3000
    redis: int = 6390
    sip: int = 5070
    sip_tls: int = 5071
    rtp: int = 20000
    bridge: int = 8082

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Ports":
        return cls(**{f.name: _number(env, f.name, int(str(f.default))) for f in fields(cls)})

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return ((f.name, getattr(self, f.name)) for f in fields(self))


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    variable = f"SPEAKNODE_PORT_{name.upper()}"
    text = env.get(variable, "").strip()
    if not text:
        return default
    lowest = 0 if name == "livekit_tcp" else 1
    if not text.isdigit() or not lowest <= int(text) < 65536:
        raise LocalError(f"{variable}={text} is not a port ({lowest} to 65535).")
    return int(text)


def is_free(port: int, *, udp: bool = False) -> bool:
    kind = socket.SOCK_DGRAM if udp else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as probe:
        # Servers reuse ports that linger after a close, so a lingering one is free to us as well.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0 if udp else 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def busy(ports: Ports, names: set[str]) -> list[tuple[str, int]]:
    """The ports of `names` that something else holds."""
    wanted = [(name, port) for name, port in ports if port and name in names]
    return [(name, port) for name, port in wanted if not _is_free_for(name, port)]


def _is_free_for(name: str, port: int) -> bool:
    if name == "sip":  # it listens on both
        return is_free(port) and is_free(port, udp=True)
    return is_free(port, udp=name == "livekit_udp")


def require_free(ports: Ports, names: set[str]) -> None:
    for name, port in busy(ports, names):
        raise LocalError(
            f"Port {port} ({name}) is in use by another program. "
            f"Free it, or set SPEAKNODE_PORT_{name.upper()} to another port."
        )

"""LiveKit server's configuration of one installation."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from infra.local.errors import LocalError
from infra.local.home import Home, write_private
from infra.local.ports import HOST, Ports


@dataclass(frozen=True)
class Keys:
    key: str
    secret: str


def keys(home: Home, env: Mapping[str, str] = os.environ) -> Keys:
    """The installation's keys, made once: sessions and workers of before a restart go on.

    Those of a LiveKit elsewhere come from the environment.
    """
    if elsewhere(env):
        names = ("SPEAKNODE_LIVEKIT_API_KEY", "SPEAKNODE_LIVEKIT_API_SECRET")
        missing = [name for name in names if not env.get(name)]
        if missing:
            raise LocalError(f"SPEAKNODE_LIVEKIT_URL is set, so {' and '.join(missing)} must be.")
        return Keys(*(env[name] for name in names))
    if home.livekit_config.exists():
        known = (yaml.safe_load(home.livekit_config.read_text()) or {}).get("keys") or {}
        for key, secret in known.items():
            return Keys(key, secret)
    return Keys(f"API{secrets.token_hex(8)}", secrets.token_urlsafe(36))


def elsewhere(env: Mapping[str, str] = os.environ) -> bool:
    """Whether the user has a LiveKit of their own."""
    return bool(env.get("SPEAKNODE_LIVEKIT_URL"))


def config(ports: Ports, pair: Keys, webhook_url: str, *, redis: bool = False) -> dict[str, Any]:
    shared = {"redis": {"address": f"{HOST}:{ports.redis}"}} if redis else {}
    return {
        **shared,
        "port": ports.livekit,
        "bind_addresses": [HOST],
        "rtc": {
            "tcp_port": ports.livekit_tcp,
            "udp_port": ports.livekit_udp,
            "use_external_ip": False,
            "node_ip": HOST,
            # Candidates of other interfaces are unreachable for a server that is on loopback alone.
            "enable_loopback_candidate": True,
            "interfaces": {"includes": ["lo"]},
        },
        "keys": {pair.key: pair.secret},
        "webhook": {"api_key": pair.key, "urls": [webhook_url]},
        "room": {"auto_create": True, "empty_timeout": 60, "departure_timeout": 5},
        "logging": {"level": "info", "json": False},
    }


def write(home: Home, ports: Ports, pair: Keys, webhook_url: str, *, redis: bool = False) -> None:
    wanted = config(ports, pair, webhook_url, redis=redis)
    write_private(home.livekit_config, yaml.safe_dump(wanted, sort_keys=False))

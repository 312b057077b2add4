"""The media bridge of an installation: where carriers' WebSocket audio goes."""

import os
import sys
from collections.abc import Mapping

from infra.local import environment, probes
from infra.local.child import Spec
from infra.local.home import Home
from infra.local.livekit_config import Keys
from infra.local.ports import HOST, Ports
from infra.local.target import Target

DRAIN_S = 3
"""Whoever takes an installation of one machine down does not wait for its calls."""


def url(ports: Ports) -> str:
    return f"ws://{HOST}:{ports.bridge}"


def parameters(ports: Ports, env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The template's: where carriers find the bridge and our webhooks. From outside, that is a tunnel or a proxy."""
    return {
        "BridgeUrl": env.get("SPEAKNODE_BRIDGE_URL") or url(ports),
        "PublicUrl": env.get("SPEAKNODE_PUBLIC_URL", ""),
    }


def spec(home: Home, ports: Ports, target: Target, pair: Keys, outputs: Mapping[str, str]) -> Spec:
    return Spec(
        "bridge",
        [sys.executable, "-m", "speaknode_worker.bridge.main"],
        {
            **environment.base(home),
            **environment.settings(target, ports, pair, outputs),
            "SPEAKNODE_PORT_BRIDGE": str(ports.bridge),
            "SPEAKNODE_BRIDGE_DRAIN_S": str(DRAIN_S),
        },
        home.log("bridge"),
        probes.http(f"http://{HOST}:{ports.bridge}/"),
        ports.bridge,
        stop_within_s=DRAIN_S + 5,
    )

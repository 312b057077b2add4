"""The processes of an installation: how each is started, and when it counts as ready."""

import sys
from collections.abc import Mapping
from pathlib import Path

from infra.local import environment, probes
from infra.local.child import Spec
from infra.local.home import Home
from infra.local.livekit_config import Keys
from infra.local.ports import HOST, Ports
from infra.local.target import Target

# The order in which they are stopped: who takes part in calls first, who keeps the data last.
STOP_ORDER = ("bridge", "sip", "worker", "web", "issuer", "livekit", "redis", "aws")


def aws(home: Home, ports: Ports) -> Spec:
    return Spec(
        "aws",
        [sys.executable, "-m", "infra.local.emulator"],
        {**environment.base(home), **environment.emulator(home, ports)},
        home.log("aws"),
        probes.http(f"http://{HOST}:{ports.aws}/_ministack/health"),
        ports.aws,
        stop_within_s=20,
    )


def livekit(home: Home, ports: Ports, binary: Path) -> Spec:
    return Spec(
        "livekit",
        [str(binary), "--config", str(home.livekit_config)],
        environment.base(home),
        home.log("livekit"),
        probes.http(f"http://{HOST}:{ports.livekit}/"),
        ports.livekit,
    )


def issuer(home: Home, ports: Ports) -> Spec:
    return Spec(
        "issuer",
        [sys.executable, "-m", "infra.local.issuer"],
        environment.base(home),
        home.log("issuer"),
        probes.http(f"http://{HOST}:{ports.issuer}/health"),
        ports.issuer,
    )


def web(home: Home, ports: Ports) -> Spec:
    return Spec(
        "web",
        [sys.executable, "-m", "infra.local.web"],
        environment.base(home),
        home.log("web"),
        probes.http(f"http://{HOST}:{ports.web}/health"),
        ports.web,
    )


def worker(
    home: Home, ports: Ports, target: Target, pair: Keys, outputs: Mapping[str, str]
) -> Spec:
    settings = environment.settings(target, ports, pair, outputs)
    livekit_names = {
        "LIVEKIT_URL": settings["SPEAKNODE_LIVEKIT_URL"],
        "LIVEKIT_API_KEY": pair.key,
        "LIVEKIT_API_SECRET": pair.secret,
        "SPEAKNODE_PORT_WORKER": str(ports.worker),
    }
    return Spec(
        "worker",
        [sys.executable, "-m", "speaknode_worker.agent", "start"],
        {**environment.base(home), **settings, **livekit_names},
        home.log("worker"),
        probes.http(f"http://{HOST}:{ports.worker}/"),
        ports.worker,
        # Its address answers before LiveKit knows it, and a call in between would find no agent.
        says="registered worker",
        ready_within_s=90,
        stop_within_s=20,
    )

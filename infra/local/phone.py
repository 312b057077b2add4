"""The telephone of an installation: Redis and LiveKit SIP, where both are installed (`make setup-phone`)."""

import asyncio
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from infra.local import environment, sip_binary, sip_certificate
from infra.local.child import Spec
from infra.local.home import Home, write_private
from infra.local.livekit_config import Keys
from infra.local.ports import HOST, Ports, busy
from infra.local.probes import Probe

from speaknode.telephony.sip import options
from speaknode.telephony.sip.trunks import MEDIA_SILENCE_S

_SYSTEM_CERTIFICATES = "/etc/ssl/certs"
RTP_PORTS = 100
"""A call's port rests for minutes after it: enough for a day of tests, not for a call centre."""


@dataclass(frozen=True)
class Phone:
    redis: Path
    sip: Path


def find(
    ports: Ports, without: frozenset[str], env: Mapping[str, str] = os.environ
) -> tuple[Phone | None, str]:
    """The telephone's programs, or None and the reason."""
    if without & {"sip", "livekit"} or env.get("SPEAKNODE_LIVEKIT_URL"):
        return None, "not wanted here"
    redis, sip = shutil.which("redis-server"), sip_binary.find()
    missing = [name for name, path in (("redis-server", redis), ("livekit-sip", sip)) if not path]
    if not redis or not sip:
        return None, f"{' and '.join(missing)} missing: `make setup-phone`"
    if taken := busy(ports, {"redis", "sip", "sip_tls"}):
        held = ", ".join(f"{port} ({name})" for name, port in taken)
        return (
            None,
            f"port {held} in use: set SPEAKNODE_PORT_REDIS, SPEAKNODE_PORT_SIP or SPEAKNODE_PORT_SIP_TLS",
        )
    return Phone(Path(redis), sip), ""


def parameters(ports: Ports, phone: Phone | None) -> dict[str, str]:
    """The template's: where PBXs find us, and where we come from."""
    if phone is None:
        return {}
    return {
        "SipDomain": HOST,
        "SipPort": str(ports.sip),
        "SipTlsPort": str(ports.sip_tls),
        "SipOutboundAddresses": HOST,
    }


def redis(home: Home, ports: Ports, phone: Phone) -> Spec:
    directory = home.root / "redis"
    directory.mkdir(exist_ok=True)
    # Trunks and dispatch rules live here: they are to survive a restart.
    argv = [str(phone.redis), "--port", str(ports.redis), "--bind", HOST, "--dir", str(directory)]
    argv += ["--appendonly", "yes", "--save", ""]
    return Spec(
        "redis", argv, environment.base(home), home.log("redis"), _pings(ports.redis), ports.redis
    )


def sip(home: Home, ports: Ports, pair: Keys, phone: Phone) -> Spec:
    certificate = sip_certificate.ensure(home.root / "sip-tls", HOST)
    trusted(home).mkdir(exist_ok=True)
    made = config(ports, pair, certificate)
    write_private(sip_config(home), yaml.safe_dump(made, sort_keys=False))
    return Spec(
        "sip",
        [str(phone.sip), "--config", str(sip_config(home))],
        {**environment.base(home), "SSL_CERT_DIR": f"{_SYSTEM_CERTIFICATES}:{trusted(home)}"},
        home.log("sip"),
        _answers(ports.sip),
        ports.sip,
    )


def trusted(home: Home) -> Path:
    """Certificates of PBXs that no public authority has signed (PEM): calls to them over TLS."""
    return home.root / "sip-tls" / "trusted"


def sip_config(home: Home) -> Path:
    return home.root / "livekit-sip.yaml"


def config(ports: Ports, pair: Keys, certificate: tuple[Path, Path]) -> dict[str, Any]:
    return {
        "api_key": pair.key,
        "api_secret": pair.secret,
        "ws_url": environment.livekit_url(ports),
        "redis": {"address": f"{HOST}:{ports.redis}"},
        "sip_port": ports.sip,
        "tls": {
            "port": ports.sip_tls,
            "certs": [{"cert_file": str(certificate[0]), "key_file": str(certificate[1])}],
        },
        "rtp_port": f"{ports.rtp}-{ports.rtp + RTP_PORTS}",
        "listen_ip": HOST,
        "nat_1_to_1_ip": HOST,
        "media_nat_1_to_1_ip": HOST,
        "use_external_ip": False,
        # A telephone that never says a word is as gone as one that falls silent.
        "media_timeout_initial": f"{MEDIA_SILENCE_S}s",
        # Who calls twice with one Call-ID after a mistake was repaired is to be judged anew.
        "disable_rejected_invite_cache": True,
        # On a machine that also runs everything else, a busy moment must not refuse a call.
        "max_cpu_utilization": 1.0,
        "logging": {"level": "info", "json": False},
    }


def _pings(port: int) -> Probe:
    async def probe() -> bool:
        try:
            reader, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            return False
        writer.write(b"PING\r\n")
        answer = await asyncio.wait_for(reader.readline(), 2)
        writer.close()
        return answer.startswith(b"+PONG")

    return probe


def _answers(port: int) -> Probe:
    async def probe() -> bool:
        return (await asyncio.to_thread(options.ping, f"{HOST}:{port}", "udp")).ok

    return probe

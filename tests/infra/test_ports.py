import socket

import pytest
from infra.local.errors import LocalError
from infra.local.ports import HOST, Ports, busy, require_free


def test_defaults_and_overrides() -> None:
    ports = Ports.from_env({"SPEAKNODE_PORT_AWS": "14566", "SPEAKNODE_PORT_WEB": ""})
    assert (ports.aws, ports.livekit, ports.web) == (14566, 7880, 3000)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "80.5"])
def test_nonsense_is_named(text: str) -> None:
    with pytest.raises(LocalError, match="SPEAKNODE_PORT_AWS"):
        Ports.from_env({"SPEAKNODE_PORT_AWS": text})


def test_tcp_fallback_may_be_off() -> None:
    assert Ports.from_env({"SPEAKNODE_PORT_LIVEKIT_TCP": "0"}).livekit_tcp == 0


@pytest.mark.enable_socket
def test_a_busy_port_is_named_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        ports = Ports(web=port)
        assert busy(ports, {"web"}) == [("web", port)]
        with pytest.raises(LocalError, match=rf"Port {port} \(web\).*SPEAKNODE_PORT_WEB"):
            require_free(ports, {"web"})


@pytest.mark.enable_socket
def test_a_busy_udp_port_is_seen() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((HOST, 0))
        port = other.getsockname()[1]
        assert busy(Ports(livekit_udp=port), {"livekit_udp"}) == [("livekit_udp", port)]

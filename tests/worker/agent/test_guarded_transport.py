"""The door of clients that bring the next httpx: the same corpus of ways into a private network, none gets through."""

from typing import Any

import httpcore2
import httpx2
import pytest
from tests.core.egress.test_policy import PRIVATE_URLS, resolver

from speaknode.egress.errors import UrlRefusedError
from speaknode.egress.policy import Policy
from speaknode_worker.agent import guarded_transport
from speaknode_worker.agent.guarded_transport import GuardedTransport


class Network(httpcore2.AsyncNetworkBackend):
    """Where nobody answers; `dialled` is what was really connected to."""

    def __init__(self) -> None:
        self.dialled: list[str] = []

    async def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore2.AsyncNetworkStream:
        self.dialled.append(host)
        raise httpcore2.ConnectError("refused")


async def dialled(url: str, monkeypatch: pytest.MonkeyPatch, resolve: Any) -> list[str]:
    """After an attempt that is refused, or fails for want of a network."""
    monkeypatch.setattr(guarded_transport, "system_resolver", resolve)
    network = Network()
    transport = GuardedTransport(Policy(), network=network)
    async with httpx2.AsyncClient(transport=transport, trust_env=False) as client:
        try:
            await client.get(url)
        except (
            UrlRefusedError,
            httpx2.ConnectError,
            httpx2.InvalidURL,
            httpx2.UnsupportedProtocol,
        ):
            return network.dialled
    raise AssertionError("nobody could have answered")


@pytest.mark.parametrize("url", sorted(set(PRIVATE_URLS)))
async def test_no_way_into_a_private_network(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await dialled(url, monkeypatch, resolver) == []


async def test_a_dead_address_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    found = ["9.9.9.9", "93.184.216.34", "1.1.1.1", "8.8.8.8"]
    assert await dialled("https://site.test/", monkeypatch, lambda *_: found) == found[:3]


async def test_one_private_address_spoils_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    found = ["93.184.216.34", "10.0.0.1"]
    assert await dialled("https://site.test/", monkeypatch, lambda *_: found) == []

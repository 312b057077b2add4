"""What may be connected to: a corpus of the ways into a private network, and none gets through."""

import socket
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import HttpUrl, TypeAdapter, ValidationError
from tests.support.network import MemoryNetwork, Names, page

from speaknode.egress.errors import UrlRefusedError
from speaknode.egress.fetch import Egress
from speaknode.egress.policy import Policy, is_public
from speaknode.kit.errors import SpeaknodeError

URL: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)
PRIVATE_URLS = Path(__file__).with_name("private_urls.txt").read_text().split()


LOCAL_NAMES = {
    "localhost": "127.0.0.1",
    "localhost.": "127.0.0.1",
    "sub.localhost": "::1",
    "169.254.169.254.nip.io": "169.254.169.254",
    "lvh.me": "127.0.0.1",
    "metadata.google.internal": "169.254.169.254",
    "instance-data": "169.254.169.254",
    "example.com": "93.184.216.34",
}


def resolver(host: str, _port: int) -> list[str]:
    """As libc reads it: known names, and every notation that inet_aton takes."""
    if host.lower() in LOCAL_NAMES:
        return [LOCAL_NAMES[host.lower()]]
    try:
        return [str(ip_address(host))]
    except ValueError:
        return [socket.inet_ntoa(socket.inet_aton(host))]


def test_the_corpus_is_large() -> None:
    assert len(set(PRIVATE_URLS)) >= 180


@pytest.mark.parametrize("url", sorted(set(PRIVATE_URLS)))
async def test_no_way_into_a_private_network(url: str) -> None:
    network = MemoryNetwork()
    with pytest.raises(UrlRefusedError):
        await Egress(Policy(), resolver=resolver, network=network).fetch("GET", url)
    assert network.dialled == []


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "8.8.8.8",
        "1.1.1.1",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_all_but_names_are_refused_as_they_are_written() -> None:
    """At the door where they are saved; a name that leads into a private network is refused when it is asked."""

    def passes(url: str) -> bool:
        try:
            Policy().check(str(URL.validate_python(url)))
        except (UrlRefusedError, ValidationError):
            return False
        return True

    names = {"169.254.169.254.nip.io", "lvh.me", "metadata.google.internal", "instance-data", "etc"}
    assert {
        httpx.URL(url.replace("///", "//")).host for url in PRIVATE_URLS if passes(url)
    } == names
    for url in ("https://check.test/x?y=1", "https://[2606:4700::1111]/", "http://8.8.8.8:8080/"):
        Policy().check(url)


@given(st.ip_addresses(v=4))
def test_v4_hidden_in_v6_is_judged_as_itself(address: object) -> None:
    inner = ip_address(str(address))
    for carrier in (f"::ffff:{inner}", f"64:ff9b::{inner}"):
        assert is_public(ip_address(carrier)) == is_public(inner)
    if not inner.is_global:
        assert not is_public(inner)


@given(st.text(max_size=60))
async def test_whatever_is_typed_ends_in_an_answer_of_ours(text: str) -> None:
    network = MemoryNetwork()
    with pytest.raises(SpeaknodeError):
        await Egress(Policy(), resolver=Names(), network=network).fetch("GET", text)
    assert network.dialled == []


class TestOpenedHosts:
    async def test_a_named_host_is_reached_although_private(self) -> None:
        policy = Policy(opened=frozenset({"127.0.0.1:4566"}))
        network = MemoryNetwork({"127.0.0.1": page(b"hi")})
        egress = Egress(policy, resolver=resolver, network=network)
        assert (await egress.fetch("GET", "http://127.0.0.1:4566/x")).body == b"hi"

    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1/", "http://127.0.0.1:8080/", "http://localhost:4566/"]
    )
    async def test_only_as_it_was_named(self, url: str) -> None:
        policy = Policy(opened=frozenset({"127.0.0.1:4566"}))
        with pytest.raises(UrlRefusedError):
            await Egress(policy, resolver=resolver, network=MemoryNetwork()).fetch("GET", url)

    def test_spellings(self) -> None:
        policy = Policy(opened=frozenset({"Intranet.example", "[::1]:90"}))
        assert policy.is_opened("intranet.example.", 1234)
        assert policy.is_opened("::1", 90)
        assert not policy.is_opened("::1", 91)


def test_urls_are_read_as_the_client_reads_them() -> None:
    """The checked host is the one httpx connects to, whatever the URL looks like."""
    assert httpx.URL("http://example.com@127.0.0.1/").host == "127.0.0.1"

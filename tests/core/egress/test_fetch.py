"""The caps of a request: address pinned, redirects re-checked, bytes and time cut."""

import gzip
import time
from collections.abc import AsyncIterator

import pytest
from tests.support.network import MemoryNetwork, Names, Server, answering, page, redirecting

from speaknode.egress.errors import (
    FetchTimeoutError,
    RedirectRefusedError,
    ResponseInvalidError,
    ResponseTooLargeError,
    UnreachableError,
    UrlRefusedError,
)
from speaknode.egress.fetch import Egress, Limits
from speaknode.egress.policy import Policy

PUBLIC = "93.184.216.34"
OTHER = "8.8.8.8"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"


def egress(server: Server, **names: list[list[str]]) -> tuple[Egress, MemoryNetwork]:
    network = MemoryNetwork({PUBLIC: server, OTHER: page(b"other")})
    answers = {"site_test": [[PUBLIC]], "other_test": [[OTHER]]} | names
    return Egress(Policy(), resolver=Names(**answers), network=network), network


class TestPinning:
    async def test_name_in_sni_and_host_address_on_the_wire(self) -> None:
        out, network = egress(page(b"ok"))
        fetched = await out.fetch("GET", "https://site.test/x?y=1", params={"z": "2"})
        assert (fetched.status, fetched.text, fetched.content_type) == (200, "ok", "text/html")
        assert network.dialled == [PUBLIC]
        assert network.tls_names == ["site.test"]
        head = network.requests[0].decode().lower()
        assert head.startswith("get /x?y=1&z=2 http/1.1\r\n")
        assert "\r\nhost: site.test\r\n" in head

    async def test_a_rebound_name_is_not_asked_twice(self) -> None:
        names = Names(site_test=[[PUBLIC], ["127.0.0.1"]])
        network = MemoryNetwork({PUBLIC: page(b"ok")})
        out = Egress(Policy(), resolver=names, network=network)
        assert (await out.fetch("GET", "http://site.test/")).body == b"ok"
        assert (names.asked, network.dialled) == (["site.test"], [PUBLIC])
        with pytest.raises(UrlRefusedError):
            await out.fetch("GET", "http://site.test/")
        assert network.dialled == [PUBLIC]

    async def test_one_private_address_spoils_the_answer(self) -> None:
        out, network = egress(page(b"ok"), site_test=[[PUBLIC, "10.0.0.1"]])
        with pytest.raises(UrlRefusedError):
            await out.fetch("GET", "http://site.test/")
        assert network.dialled == []

    async def test_a_dead_address_is_passed_over(self) -> None:
        out, network = egress(page(b"ok"), site_test=[["9.9.9.9", PUBLIC]])
        assert (await out.fetch("GET", "http://site.test/")).body == b"ok"
        assert network.dialled == ["9.9.9.9", PUBLIC]

    async def test_a_name_in_its_own_letters(self) -> None:
        out, network = egress(page(b"ok"), **{"xn--e1afmkfd_xn--p1ai": [[PUBLIC]]})
        assert (await out.fetch("GET", "http://пример.рф/")).body == b"ok"
        assert network.dialled == [PUBLIC]

    async def test_unknown_name_and_refused_connection(self) -> None:
        out, _ = egress(page(b"ok"), dead_test=[["9.9.9.9"]])
        for host in ("nowhere.test", "dead.test"):
            with pytest.raises(UnreachableError):
                await out.fetch("GET", f"http://{host}/")

    async def test_headers_that_would_lead_elsewhere_are_ours(self) -> None:
        out, network = egress(page(b"ok"))
        await out.fetch("GET", "http://site.test/", headers={"Host": "internal", "X-Key": "1"})
        head = network.requests[0].lower()
        assert b"internal" not in head
        assert b"x-key: 1" in head

    async def test_a_proxy_of_the_environment_is_not_used(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:3128")
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:3128")
        out, network = egress(page(b"ok"))
        await out.fetch("GET", "http://site.test/")
        assert network.dialled == [PUBLIC]

    def test_blocking_fetch(self) -> None:
        out, _ = egress(page(b"ok"))
        assert out.fetch_blocking("GET", "http://site.test/").body == b"ok"


class TestRedirects:
    async def test_not_followed_unless_asked(self) -> None:
        out, _ = egress(redirecting("http://other.test/"))
        with pytest.raises(RedirectRefusedError):
            await out.fetch("GET", "http://site.test/")

    async def test_followed_without_what_was_meant_for_the_first(self) -> None:
        out, network = egress(redirecting("http://other.test/there"))
        fetched = await out.fetch(
            "GET",
            "http://site.test/",
            headers={"Authorization": "Bearer s3cret", "X-Api-Key": "s3cret"},
            limits=Limits(max_redirects=3),
        )
        assert (fetched.body, fetched.url) == (b"other", "http://other.test/there")
        assert b"s3cret" in network.requests[0]
        assert b"s3cret" not in network.requests[1]

    @pytest.mark.parametrize(
        "location",
        [
            "http://127.0.0.1/", "http://inside.test/", "file:///etc/passwd", "http://[::1]/",
            "http://a:b@127.0.0.1/", "http://127.0.0.1#@site.test/", "http://site.test\\@127.0.0.1/",
            "http://[::ffff:7f00:1]/", "http://[fe80::1%25lo]/", "http://0x7f.1/", "//127.0.0.1/",
            "http://%31%32%37.0.0.1/", "http://mixed.test/", "http://site.test:22/", "http://xn--/",
            "http://[::1", "http://site.test:99999/", "data:text/plain,x",
        ],
    )  # fmt: skip
    async def test_each_hop_is_checked(self, location: str) -> None:
        out, network = egress(
            redirecting(location), inside_test=[["192.168.0.1"]], mixed_test=[[PUBLIC, "10.0.0.1"]]
        )
        with pytest.raises((UrlRefusedError, ResponseInvalidError)):
            await out.fetch("GET", "http://site.test/", limits=Limits(max_redirects=3))
        assert network.dialled == [PUBLIC]

    async def test_a_loop_ends(self) -> None:
        out, network = egress(redirecting("http://site.test/"))
        with pytest.raises(RedirectRefusedError):
            await out.fetch("GET", "http://site.test/", limits=Limits(max_redirects=3))
        assert len(network.dialled) == 4

    async def test_a_body_goes_to_no_other_host(self) -> None:
        out, network = egress(redirecting("http://other.test/", "307 Temporary Redirect"))
        with pytest.raises(UrlRefusedError):
            await out.fetch(
                "POST", "http://site.test/", content=b"{}", limits=Limits(max_redirects=3)
            )
        assert network.dialled == [PUBLIC]

    async def test_no_way_down_from_https(self) -> None:
        out, _ = egress(redirecting("http://other.test/"))
        with pytest.raises(UrlRefusedError):
            await out.fetch("GET", "https://site.test/", limits=Limits(max_redirects=3))


class TestSize:
    async def test_a_declared_50_mb_is_not_begun(self) -> None:
        out, _ = egress(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\nx"))
        with pytest.raises(ResponseTooLargeError):
            await out.fetch("GET", "http://site.test/")

    async def test_an_undeclared_50_mb_is_cut(self) -> None:
        sent = 0

        async def endless(_request: bytes) -> AsyncIterator[bytes]:
            nonlocal sent
            yield HEAD
            while sent < 52_428_800:
                sent += 65_536
                yield b"x" * 65_536

        out, _ = egress(endless)
        with pytest.raises(ResponseTooLargeError):
            await out.fetch("GET", "http://site.test/", limits=Limits(max_bytes=100_000))
        assert sent <= 262_144

    async def test_a_zip_bomb_is_cut(self) -> None:
        bomb = gzip.compress(b"\0" * 52_428_800)
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
        out, _ = egress(answering(head.encode() + bomb))
        with pytest.raises(ResponseTooLargeError):
            await out.fetch("GET", "http://site.test/")

    async def test_gzip_that_was_not_asked_for_is_read(self) -> None:
        body = gzip.compress("Привет".encode())
        head = (
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        out, _ = egress(answering(head.encode() + body))
        assert (await out.fetch("GET", "http://site.test/")).text == "Привет"

    async def test_gzip_that_is_cut_off_is_refused(self) -> None:
        body = gzip.compress(b"Hello, hello, hello!")[:-12]
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
        out, _ = egress(answering(head.encode() + body))
        with pytest.raises(ResponseInvalidError):
            await out.fetch("GET", "http://site.test/")

    async def test_gzip_of_nothing_is_nothing(self) -> None:
        out, _ = egress(answering(b"HTTP/1.1 204 None\r\nContent-Encoding: gzip\r\n\r\n"))
        assert (await out.fetch("GET", "http://site.test/")).body == b""

    async def test_an_unknown_encoding_is_refused(self) -> None:
        out, _ = egress(answering(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nx"))
        with pytest.raises(ResponseInvalidError):
            await out.fetch("GET", "http://site.test/")


class TestTime:
    @pytest.mark.parametrize("head", [HEAD, b"HTTP/1.1 200 OK\r\nX-A"])
    async def test_a_drip_feed_is_cut_at_the_total(self, head: bytes) -> None:
        """Every byte comes in time, the whole never does: in the body, or already in the headers."""

        async def drip(_request: bytes) -> AsyncIterator[bytes]:
            import asyncio

            yield head
            while True:
                await asyncio.sleep(0.02)
                yield b"x"

        out, _ = egress(drip)
        started = time.perf_counter()
        with pytest.raises(FetchTimeoutError):
            await out.fetch("GET", "http://site.test/", limits=Limits(total_s=0.2))
        assert time.perf_counter() - started < 1

    def test_a_resolver_that_hangs_is_left_behind(self) -> None:
        def hang(host: str, port: int) -> list[str]:
            time.sleep(3)
            return []

        started = time.perf_counter()
        with pytest.raises(FetchTimeoutError):
            Egress(Policy(), resolver=hang).fetch_blocking(
                "GET", "http://site.test/", limits=Limits(total_s=0.1)
            )
        assert time.perf_counter() - started < 1

    async def test_a_broken_answer_is_told(self) -> None:
        for server in (answering(b"not http at all\r\n\r\n"), answering(b"")):
            out, _ = egress(server)
            with pytest.raises(ResponseInvalidError):
                await out.fetch("GET", "http://site.test/")

"""A network in memory under `speaknode.egress`: names, addresses and scripted servers, no sockets."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

import httpcore

Server = Callable[[bytes], AsyncIterator[bytes]]
"""Gets the request's head (and whatever body came with it), yields the response's bytes."""


def answering(*parts: bytes, pause_s: float = 0) -> Server:
    async def serve(_request: bytes) -> AsyncIterator[bytes]:
        for part in parts:
            await asyncio.sleep(pause_s)
            yield part

    return serve


def page(body: bytes, *, content_type: str = "text/html", status: str = "200 OK") -> Server:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
    return answering(f"{head}\r\n".encode() + body)


def redirecting(location: str, status: str = "302 Found") -> Server:
    return answering(
        f"HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    )


class _Stream(httpcore.AsyncNetworkStream):
    def __init__(self, network: "MemoryNetwork", server: Server) -> None:
        self._network, self._server = network, server
        self._request = bytearray()
        self._parts: AsyncIterator[bytes] | None = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._parts is None:
            self._network.requests.append(bytes(self._request))
            self._parts = self._server(bytes(self._request))
        return await anext(self._parts, b"")

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._request += buffer

    async def aclose(self) -> None:
        return None

    async def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> "_Stream":
        self._network.tls_names.append(server_hostname)
        return self

    def get_extra_info(self, info: str) -> Any:
        return None


class MemoryNetwork(httpcore.AsyncNetworkBackend):
    """`servers` by address; `dialled` is what was really connected to."""

    def __init__(self, servers: dict[str, Server] | None = None) -> None:
        self.servers = servers or {}
        self.dialled: list[str] = []
        self.requests: list[bytes] = []
        self.tls_names: list[str | None] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> _Stream:
        self.dialled.append(host)
        if host not in self.servers:
            raise httpcore.ConnectError("refused")
        return _Stream(self, self.servers[host])


class Names:
    """A resolver that answers each name from a list, the last answer for ever (rebinding: two answers)."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self._answers = {name.replace("_", "."): list(given) for name, given in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        given = self._answers.get(host)
        if not given:
            raise OSError("no such name")
        return given.pop(0) if len(given) > 1 else given[0]

"""httpx transports that connect only where the policy lets them.

The check sits in the network backend, under TLS and HTTP: the name is resolved there once and the
checked address is dialled, while SNI, certificate check and Host keep the name. Nothing between
check and connect can be rebound, and a redirect passes the same gate as its first hop.
"""

import ssl
from collections.abc import Iterable
from functools import cache
from typing import Any

import httpcore
import httpx

from speaknode.egress.errors import UrlRefusedError
from speaknode.egress.policy import Policy
from speaknode.egress.resolving import Resolver, resolve, system_resolver

ADDRESSES_TRIED = 3


@cache
def tls_context() -> ssl.SSLContext:
    """Loading the authorities takes 20 ms, so it is done once."""
    return httpx.create_ssl_context()


def check(policy: Policy, url: httpx.URL) -> None:
    policy.check_url(
        url.scheme, url.raw_host.decode("ascii"), url.port, userinfo=bool(url.userinfo)
    )


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    def __init__(
        self, policy: Policy, resolver: Resolver, inner: httpcore.AsyncNetworkBackend
    ) -> None:
        self._policy, self._resolver, self._inner = policy, resolver, inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            found = await resolve(self._resolver, host, port)
        except OSError as error:
            raise httpcore.ConnectError("the name does not resolve") from error
        addresses = self._policy.check_addresses(host, port, found)
        *first, last = addresses[:ADDRESSES_TRIED]
        for address in first:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue  # a dead address of a host that has others
        return await self._inner.connect_tcp(last, port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        raise UrlRefusedError("sockets of this machine")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, policy: Policy, resolver: Resolver, inner: httpcore.NetworkBackend) -> None:
        self._policy, self._resolver, self._inner = policy, resolver, inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = self._resolver(host, port)
        except OSError as error:
            raise httpcore.ConnectError("the name does not resolve") from error
        address = self._policy.check_addresses(host, port, found)[0]
        return self._inner.connect_tcp(address, port, timeout, local_address, socket_options)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise UrlRefusedError("sockets of this machine")

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


class GuardedAsyncTransport(httpx.AsyncHTTPTransport):
    """For `httpx.AsyncClient(transport=…, trust_env=False)`. Time and size are the caller's to cap."""

    def __init__(
        self,
        policy: Policy,
        *,
        resolver: Resolver = system_resolver,
        network: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        super().__init__(verify=tls_context(), trust_env=False)
        self._policy = policy
        # httpx has no parameter for the pool's network; its own pool has opened nothing yet.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls_context(),
            network_backend=_AsyncBackend(policy, resolver, network or httpcore.AnyIOBackend()),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        check(self._policy, request.url)
        return await super().handle_async_request(request)


class GuardedTransport(httpx.HTTPTransport):
    """The same for `httpx.Client`. Prefer `Egress.fetch_blocking`, which also keeps a total deadline."""

    def __init__(
        self,
        policy: Policy,
        *,
        resolver: Resolver = system_resolver,
        network: httpcore.NetworkBackend | None = None,
    ) -> None:
        super().__init__(verify=tls_context(), trust_env=False)
        self._policy = policy
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls_context(),
            network_backend=_Backend(policy, resolver, network or httpcore.SyncBackend()),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        check(self._policy, request.url)
        return super().handle_request(request)

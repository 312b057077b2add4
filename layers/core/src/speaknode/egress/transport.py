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

from speaknode.egress.dialling import Dialling
from speaknode.egress.errors import UrlRefusedError
from speaknode.egress.policy import Policy
from speaknode.egress.resolving import Resolver, system_resolver


@cache
def tls_context() -> ssl.SSLContext:
    """Loading the authorities takes 20 ms, so it is done once."""
    return httpx.create_ssl_context()


def check(policy: Policy, url: httpx.URL) -> None:
    policy.check_url(
        url.scheme, url.raw_host.decode("ascii"), url.port, userinfo=bool(url.userinfo)
    )


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, dialling: Dialling, inner: httpcore.AsyncNetworkBackend) -> None:
        self._dialling, self._inner = dialling, inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        def connect(address: str) -> Any:
            return self._inner.connect_tcp(address, port, timeout, local_address, socket_options)

        return await self._dialling.reach(host, port, connect)

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        raise UrlRefusedError("sockets of this machine")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


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
        dialling = Dialling(
            policy, resolver, refused=httpcore.ConnectError, late=httpcore.ConnectTimeout
        )
        # httpx has no parameter for the pool's network; its own pool has opened nothing yet.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls_context(),
            network_backend=_AsyncBackend(dialling, network or httpcore.AnyIOBackend()),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        check(self._policy, request.url)
        return await super().handle_async_request(request)

"""The guarded door of `speaknode.egress` for clients that bring an httpx of the next generation: MCP's, OpenAI's."""

from collections.abc import Iterable
from typing import Any

import httpcore2
import httpx
import httpx2

from speaknode.egress.dialling import Dialling
from speaknode.egress.policy import Policy
from speaknode.egress.resolving import system_resolver
from speaknode.egress.transport import check, tls_context
from speaknode_worker.agent.mcp_lid import Lidded, LiddedEvents


class _Backend(httpcore2.AsyncNetworkBackend):
    def __init__(self, dialling: Dialling, inner: httpcore2.AsyncNetworkBackend) -> None:
        self._dialling, self._inner = dialling, inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        def connect(address: str) -> Any:
            return self._inner.connect_tcp(address, port, timeout, local_address, socket_options)

        return await self._dialling.reach(host, port, connect)


class GuardedTransport(httpx2.AsyncHTTPTransport):
    def __init__(
        self,
        policy: Policy,
        *,
        has_lid: bool = True,
        network: httpcore2.AsyncNetworkBackend | None = None,
    ) -> None:
        """Without a lid an answer may be of any size."""
        super().__init__(verify=tls_context(), trust_env=False)
        self._policy, self._has_lid = policy, has_lid
        dialling = Dialling(
            policy, system_resolver, refused=httpcore2.ConnectError, late=httpcore2.ConnectTimeout
        )
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=tls_context(),
            network_backend=_Backend(dialling, network or httpcore2.AnyIOBackend()),
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        check(self._policy, httpx.URL(str(request.url)))
        # What unpacks is not counted on the wire: a small answer could become a huge one.
        request.headers["accept-encoding"] = "identity"
        response = await super().handle_async_request(request)
        if self._has_lid:
            assert isinstance(response.stream, httpx2.AsyncByteStream)
            # A GET is the server's open line: for notices, and in the older transport for all its answers.
            lid = Lidded if request.method == "POST" else LiddedEvents
            response.stream = lid(response.stream)
        return response

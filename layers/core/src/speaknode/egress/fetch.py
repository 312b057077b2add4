"""One request out, with every cap on it: addresses, redirects, bytes and total time."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from speaknode.egress.body import read_capped
from speaknode.egress.charset import decoded
from speaknode.egress.errors import (
    FetchTimeoutError,
    RedirectRefusedError,
    ResponseInvalidError,
    UnreachableError,
    UrlRefusedError,
)
from speaknode.egress.policy import Policy
from speaknode.egress.resolving import Resolver, system_resolver
from speaknode.egress.transport import GuardedAsyncTransport
from speaknode.kit.errors import InvalidError

USER_AGENT = "Speaknode/1.0"
# The connection's own business, or a way around it (Host picks another site behind the same address).
_OURS = frozenset(
    {
        "host", "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade",
        "keep-alive", "proxy-authorization", "proxy-connection", "accept-encoding", "expect",
    }
)  # fmt: skip
# Whoever is redirected to gets nothing that was meant for another origin.
_KEPT_ACROSS_ORIGINS = frozenset({"accept", "accept-language", "user-agent", "accept-encoding"})


@dataclass(frozen=True, slots=True)
class Limits:
    total_s: float = 10.0
    """From the first look-up of the name to the last byte of the body."""
    max_bytes: int = 1_048_576
    max_redirects: int = 0


@dataclass(frozen=True, slots=True)
class Fetched:
    """Any status that came back whole; 4xx and 5xx are the caller's to judge."""

    status: int
    headers: httpx.Headers
    body: bytes
    url: str
    elapsed_ms: float

    @property
    def content_type(self) -> str:
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        return decoded(self.body, self.headers)


class Egress:
    def __init__(
        self,
        policy: Policy,
        *,
        resolver: Resolver = system_resolver,
        network: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._policy, self._resolver, self._network = policy, resolver, network

    def transport(self) -> GuardedAsyncTransport:
        return GuardedAsyncTransport(self._policy, resolver=self._resolver, network=self._network)

    def fetch_blocking(self, method: str, url: str, **options: Any) -> Fetched:
        """`fetch` where no event loop runs (functions)."""
        return asyncio.run(self.fetch(method, url, **options))

    async def fetch(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | list[str]] | None = None,
        content: bytes | None = None,
        limits: Limits = Limits(),
    ) -> Fetched:
        """Raises the errors of `speaknode.egress.errors`, nothing else of the network's."""
        started = time.perf_counter()
        request = _request(method, url, headers or {}, params, content)
        try:
            async with asyncio.timeout(limits.total_s):
                response, body = await self._exchange(request, limits)
        except TimeoutError as error:
            raise FetchTimeoutError(limits.total_s) from error
        except httpx.TimeoutException as error:
            raise FetchTimeoutError(limits.total_s) from error
        except (httpx.ConnectError, httpx.ReadError, httpx.WriteError) as error:
            raise UnreachableError(str(error) or type(error).__name__) from error
        except (
            httpx.HTTPError,
            httpx.InvalidURL,
            UnicodeError,
        ) as error:  # the last: of a host's name
            raise ResponseInvalidError(str(error)) from error
        elapsed_ms = (time.perf_counter() - started) * 1000
        return Fetched(response.status_code, response.headers, body, str(response.url), elapsed_ms)

    async def _exchange(
        self, request: httpx.Request, limits: Limits
    ) -> tuple[httpx.Response, bytes]:
        client = httpx.AsyncClient(
            transport=self.transport(), trust_env=False, timeout=limits.total_s
        )
        async with client:
            for _ in range(limits.max_redirects + 1):
                response = await client.send(request, stream=True)
                try:
                    if response.next_request is None:
                        return response, await read_capped(response, limits.max_bytes)
                finally:
                    await response.aclose()
                request = _next(request, response.next_request)
        raise RedirectRefusedError(limits.max_redirects)


def _request(
    method: str,
    url: str,
    headers: Mapping[str, str],
    params: Mapping[str, str | list[str]] | None,
    content: bytes | None,
) -> httpx.Request:
    sent = {"user-agent": USER_AGENT, "accept": "*/*"}
    sent |= {name.lower(): value for name, value in headers.items()}
    sent = {name: value for name, value in sent.items() if name not in _OURS}
    try:
        target = httpx.URL(url)
        if params:
            target = target.copy_merge_params(dict(params))
        return httpx.Request(
            method, target, headers={**sent, "accept-encoding": "identity"}, content=content
        )
    except (httpx.InvalidURL, UnicodeError) as error:
        raise UrlRefusedError("it is not a URL") from error
    except (TypeError, ValueError) as error:
        raise InvalidError(f"the request cannot be sent: {error}", code="bad_request") from error


def _next(request: httpx.Request, following: httpx.Request) -> httpx.Request:
    """The redirect's request; a body goes to no other origin, nor do headers that may be secrets."""
    before, after = request.url, following.url
    if (before.scheme, before.host, before.port) == (after.scheme, after.host, after.port):
        return following
    if following.method not in ("GET", "HEAD"):
        raise UrlRefusedError("a redirect would send the body to another host")
    if before.scheme == "https" and after.scheme == "http":
        raise UrlRefusedError("a redirect leaves https")
    kept = {n: v for n, v in following.headers.items() if n.lower() in _KEPT_ACROSS_ORIGINS}
    return httpx.Request(following.method, after, headers=kept)

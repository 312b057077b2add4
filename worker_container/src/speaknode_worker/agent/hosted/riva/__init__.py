"""NVIDIA Riva on the event loop. livekit-agents' plug-in runs a thread for each stream that swallows what went
wrong and cannot be called off: a server that is half open would hold the fallback, or a caller's interruption,
for ever. Its options are used, its streams are not.
"""

from types import TracebackType
from typing import Any

import grpc
from livekit.agents import APIConnectionError, APIError, APIStatusError, APITimeoutError

_STATUS = {
    grpc.StatusCode.INVALID_ARGUMENT: 400,
    grpc.StatusCode.UNAUTHENTICATED: 401,
    grpc.StatusCode.PERMISSION_DENIED: 403,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.RESOURCE_EXHAUSTED: 429,
}


class Line:
    """A channel to one server, with what every call on it tells."""

    def __init__(
        self, *, server: str, use_ssl: bool, api_key: str | None, function_id: str
    ) -> None:
        # `dns:///`, or gRPC would take a name of its own schemes for an address of another kind.
        target = f"dns:///{server}"
        credentials = grpc.ssl_channel_credentials() if use_ssl else None
        self.channel = (
            grpc.aio.secure_channel(target, credentials)
            if credentials
            else grpc.aio.insecure_channel(target)
        )
        self.metadata = [("function-id", function_id)]
        if api_key:
            self.metadata.append(("authorization", f"Bearer {api_key}"))

    async def close(self) -> None:
        await self.channel.close()

    async def __aenter__(self) -> "Line":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def line_of(model: Any) -> Line:
    """By the options of livekit-agents' plug-in."""
    options = model._opts
    return Line(
        server=options.server,
        use_ssl=options.use_ssl,
        api_key=model.nvidia_api_key,
        function_id=options.function_id,
    )


def told(error: grpc.aio.AioRpcError) -> APIError:
    """As livekit-agents tells it, so that retries and fallbacks know what to do."""
    message = f"Riva: {error.code().name}: {error.details()}"
    if error.code() is grpc.StatusCode.UNAVAILABLE:
        return APIConnectionError(message)
    if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
        return APITimeoutError(message)
    return APIStatusError(message, status_code=_STATUS.get(error.code(), 500))

"""Names to addresses, once for a connection."""

import asyncio
import socket
import threading
from collections.abc import Callable

Resolver = Callable[[str, int], list[str]]


def system_resolver(host: str, port: int) -> list[str]:
    """Raises OSError when the name does not resolve."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def resolve(resolver: Resolver, host: str, port: int) -> list[str]:
    """On a thread of its own: a resolver that hangs holds up neither the loop nor the loop's end."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def work() -> None:
        try:
            found, error = resolver(host, port), None
        except (OSError, UnicodeError) as failed:
            found, error = [], OSError(str(failed))
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, found, error)

    def settle(found: list[str], error: OSError | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found)

    threading.Thread(target=work, name="egress-resolve", daemon=True).start()
    return await answer

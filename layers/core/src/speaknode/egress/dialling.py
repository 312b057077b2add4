"""Which addresses a connection is tried at: the name is looked up once, all it leads to is checked, then dialled.

For every HTTP library of ours: each has a network of its own, with errors of its own, under the same rules.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from speaknode.egress.policy import Policy
from speaknode.egress.resolving import Resolver, resolve

ADDRESSES_TRIED = 3

Stream = TypeVar("Stream")


class Dialling:
    def __init__(
        self, policy: Policy, resolver: Resolver, *, refused: type[Exception], late: type[Exception]
    ) -> None:
        """`refused`, `late`: the library's errors of a connection that was not made, or not in time."""
        self._policy, self._resolver = policy, resolver
        self._refused, self._late = refused, late

    async def reach(
        self, host: str, port: int, connect: Callable[[str], Awaitable[Stream]]
    ) -> Stream:
        """Raises UrlRefusedError before anything is dialled, and the library's own errors."""
        try:
            found = await resolve(self._resolver, host, port)
        except OSError as error:
            raise self._refused("the name does not resolve") from error
        addresses = self._policy.check_addresses(host, port, found)
        *first, last = addresses[:ADDRESSES_TRIED]
        for address in first:
            try:
                return await connect(address)
            except (self._refused, self._late):
                continue  # a dead address of a host that has others
        return await connect(last)

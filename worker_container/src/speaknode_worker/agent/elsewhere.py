"""A model server that the space names: no connection to it leads into a private network."""

import httpx

from speaknode.egress import transport
from speaknode.egress.policy import Policy
from speaknode.kit.settings import settings

_ANY_PORT = range(1, 65536)


def check(server: str) -> None:
    """What needs no look-up of a name. Raises UrlRefusedError."""
    transport.check(policy(), httpx.URL(server))


def policy() -> Policy:
    """A model server may listen on any port of a public host."""
    return Policy(opened=settings().tool_hosts(), ports=_ANY_PORT)

"""A model server that the space names: no connection to it leads into a private network."""

import httpx

from speaknode.egress import transport
from speaknode.wiring.parts.ground import model_policy

policy = model_policy


def check(server: str) -> None:
    """What needs no look-up of a name. Raises UrlRefusedError."""
    transport.check(policy(), httpx.URL(server))

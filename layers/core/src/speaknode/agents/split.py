"""Which of several versions a conversation gets: by weight, and always the same one for the same conversation."""

import hashlib

from speaknode.agents.models import SplitPart


def choose(parts: list[SplitPart], *, agent_id: str, session_id: str) -> int:
    """The agent is hashed in, so that two agents with the same split do not choose alike."""
    digest = hashlib.sha256(f"{agent_id}/{session_id}".encode()).digest()
    ticket = int.from_bytes(digest[:8]) % sum(part.weight for part in parts)
    for part in parts:
        if ticket < part.weight:
            return part.version
        ticket -= part.weight
    raise AssertionError("the ticket is below the sum of weights")

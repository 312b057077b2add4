"""Conversations that another platform's agent holds: it is a telephone in the room, rung up in place of our worker.

There is no worker to report what happens, so LiveKit's webhooks about who comes and goes are all that is known.
"""

from speaknode.events.reports import ParticipantLeft
from speaknode.sessions.models import EndFault, EndReason

IDENTITY_PREFIX = "external-"
NOT_ANSWERED = frozenset(
    {"USER_UNAVAILABLE", "USER_REJECTED", "SIP_TRUNK_FAILURE", "CONNECTION_TIMEOUT"}
)
Ending = tuple[EndReason, EndFault, str]


def identity_of(session_id: str) -> str:
    return f"{IDENTITY_PREFIX}{session_id}"


def is_external(identity: str) -> bool:
    return identity.startswith(IDENTITY_PREFIX)


def ending_of(left: ParticipantLeft) -> Ending:
    """Why the conversation is over when this one leaves."""
    if not is_external(left.identity):
        return EndReason.CALLER_HANGUP, EndFault.CALLER, "the caller left"
    if left.reason in NOT_ANSWERED:
        detail = f"the external agent did not answer: {left.reason}"
        return EndReason.NEVER_JOINED, EndFault.PROVIDER, detail
    return EndReason.AGENT_HANGUP, EndFault.NONE, "the external agent hung up"

"""How an attempt to reach somebody ends a session: one table from SIP's statuses, one to end reasons.

Source of the groups: RFC 3261 §21, and what LiveKit SIP makes of them (its own time-outs carry no status).
"""

from speaknode.sessions.models import EndFault, EndReason
from speaknode.telephony.models import CallOutcome

_BY_STATUS: dict[int, CallOutcome] = {
    486: CallOutcome.BUSY,
    600: CallOutcome.BUSY,
    408: CallOutcome.NO_ANSWER,
    480: CallOutcome.NO_ANSWER,
    487: CallOutcome.NO_ANSWER,
    404: CallOutcome.INVALID_NUMBER,
    410: CallOutcome.INVALID_NUMBER,
    484: CallOutcome.INVALID_NUMBER,
    485: CallOutcome.INVALID_NUMBER,
    604: CallOutcome.INVALID_NUMBER,
    403: CallOutcome.DECLINED,
    603: CallOutcome.DECLINED,
    607: CallOutcome.DECLINED,
    608: CallOutcome.DECLINED,
}
RESCUED = frozenset({EndReason.NEVER_JOINED, EndReason.WORKER_LOST, EndReason.ERROR})
"""Ends of a call that came in after which its caller still is to reach somebody, or to hear a word."""

_ENDS: dict[CallOutcome, tuple[EndReason, EndFault]] = {
    CallOutcome.BUSY: (EndReason.BUSY, EndFault.NONE),
    CallOutcome.NO_ANSWER: (EndReason.NO_ANSWER, EndFault.NONE),
    CallOutcome.DECLINED: (EndReason.DECLINED, EndFault.NONE),
    CallOutcome.INVALID_NUMBER: (EndReason.INVALID_NUMBER, EndFault.NONE),
    CallOutcome.CARRIER_REJECTED: (EndReason.CARRIER_REJECTED, EndFault.CARRIER),
    CallOutcome.CANCELLED: (EndReason.CANCELLED, EndFault.NONE),
    CallOutcome.ERROR: (EndReason.ERROR, EndFault.PLATFORM),
}


def of_sip_status(status: int | None, *, timed_out: bool = False) -> CallOutcome:
    """`timed_out`: it rang until our own time was over, which no status tells."""
    if status is not None and status in _BY_STATUS:
        return _BY_STATUS[status]
    if timed_out:
        return CallOutcome.NO_ANSWER
    if status is not None and status >= 300:
        return CallOutcome.CARRIER_REJECTED
    return CallOutcome.ERROR


def ending(outcome: CallOutcome) -> tuple[EndReason, EndFault]:
    """For every outcome but ANSWERED, which ends nothing."""
    return _ENDS[outcome]

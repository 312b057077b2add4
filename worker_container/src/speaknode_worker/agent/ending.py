"""Why a conversation ended, and whose doing it was."""

from dataclasses import dataclass

from livekit import rtc
from livekit.agents import CloseEvent, CloseReason

from speaknode.sessions.models import EndFault, EndReason, ErrorSource

_PROVIDERS = (ErrorSource.STT, ErrorSource.LLM, ErrorSource.TTS)


@dataclass(frozen=True)
class Ending:
    reason: EndReason
    fault: EndFault = EndFault.NONE
    detail: str | None = None


def of_close(
    event: CloseEvent,
    *,
    wanted: Ending | None,
    caller_left: int | None,
    last_error: ErrorSource | None,
) -> Ending:
    """`wanted` is what the agent itself decided; `caller_left` is LiveKit's disconnect reason."""
    if wanted is not None:
        return wanted
    if event.reason is CloseReason.ERROR:
        fault = EndFault.PROVIDER if last_error in _PROVIDERS else EndFault.PLATFORM
        return Ending(EndReason.ERROR, fault, str(event.error)[:500] if event.error else None)
    if caller_left == rtc.DisconnectReason.ROOM_DELETED:
        return Ending(EndReason.CANCELLED)
    if event.reason is CloseReason.PARTICIPANT_DISCONNECTED or caller_left is not None:
        return Ending(EndReason.CALLER_HANGUP, EndFault.NONE)
    if event.reason is CloseReason.JOB_SHUTDOWN:
        return Ending(EndReason.ERROR, EndFault.PLATFORM, "the worker was stopped")
    return Ending(EndReason.AGENT_HANGUP)

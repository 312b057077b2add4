"""The caller has gone: LiveKit tells it, and before that sometimes the telephone's gateway.

A gateway that hears nothing any more of a telephone hangs up, and waits half a minute for the answer to its BYE
before it leaves the room; its participant's status tells at once.
"""

from collections.abc import Callable, Mapping

from livekit import rtc
from livekit.agents.job import DEFAULT_PARTICIPANT_KINDS
from livekit.agents.voice.room_io.types import DEFAULT_CLOSE_ON_DISCONNECT_REASONS

_STATUS, _HUNG_UP = "sip.callStatus", "hangup"


class Departure:
    """`gone` gets LiveKit's reason; of a visitor who lost the connection, and may come back, it is not told."""

    def __init__(self, gone: Callable[[int], None]) -> None:
        self._gone = gone
        self._caller: str | None = None

    def watch(self, room: rtc.Room, *, came_first: bool = False) -> None:
        """`came_first`: the caller was in the room before us, and whoever is not there now has hung up meanwhile."""
        for party in room.remote_participants.values():
            self._met(party)
        room.on("participant_connected", self._met)
        room.on("participant_disconnected", self._left)
        room.on("participant_attributes_changed", self._changed)
        if came_first and self._caller is None:
            self._gone(rtc.DisconnectReason.CLIENT_INITIATED)

    def _met(self, party: rtc.RemoteParticipant) -> None:
        """The first of them is the caller, as for livekit-agents."""
        if self._caller is None and party.kind in DEFAULT_PARTICIPANT_KINDS:
            self._caller = party.identity

    def _left(self, party: rtc.RemoteParticipant) -> None:
        reason = party.disconnect_reason or rtc.DisconnectReason.UNKNOWN_REASON
        if party.identity == self._caller and reason in DEFAULT_CLOSE_ON_DISCONNECT_REASONS:
            self._gone(reason)

    def _changed(self, attributes: Mapping[str, str], party: rtc.Participant) -> None:
        if party.identity == self._caller and attributes.get(_STATUS) == _HUNG_UP:
            self._gone(rtc.DisconnectReason.CLIENT_INITIATED)

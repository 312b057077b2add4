"""LiveKit's side of `CallRooms`. `livekit.api` is imported where it is used: it costs over half a second."""

from typing import TYPE_CHECKING

from speaknode.sessions.join_token import AGENT_NAME, job_metadata
from speaknode.sessions.livekit import LiveKitRooms
from speaknode.sessions.ports import RescueState
from speaknode.sessions.reports import FALLBACK
from speaknode.telephony.models import SipDial

if TYPE_CHECKING:
    from livekit.api import LiveKitAPI

EMPTY_TIMEOUT_S = 60
DEPARTURE_TIMEOUT_S = 5


class LiveKitCallRooms(LiveKitRooms):
    def open(self, room: str, session_id: str) -> None:
        from livekit.api import CreateAgentDispatchRequest, CreateRoomRequest

        metadata = job_metadata(session_id)

        async def run(api: "LiveKitAPI") -> None:
            await api.room.create_room(
                CreateRoomRequest(
                    name=room,
                    empty_timeout=EMPTY_TIMEOUT_S,
                    departure_timeout=DEPARTURE_TIMEOUT_S,
                    metadata=metadata,
                )
            )
            known = await api.agent_dispatch.list_dispatch(room_name=room)
            if not any(dispatch.agent_name == AGENT_NAME for dispatch in known):
                await api.agent_dispatch.create_dispatch(
                    CreateAgentDispatchRequest(agent_name=AGENT_NAME, room=room, metadata=metadata)
                )

        self._call(run)

    def has_caller(self, room: str) -> bool:
        from livekit.api import ListParticipantsRequest
        from livekit.protocol.models import ParticipantInfo

        async def run(api: "LiveKitAPI") -> bool:
            answer = await api.room.list_participants(ListParticipantsRequest(room=room))
            return any(p.kind == ParticipantInfo.Kind.SIP for p in answer.participants)

        return self._call(run)

    def fallback(self, room: str) -> RescueState:
        from livekit.api import ListParticipantsRequest, TwirpError

        async def run(api: "LiveKitAPI") -> RescueState:
            try:
                answer = await api.room.list_participants(ListParticipantsRequest(room=room))
            except TwirpError as error:
                if error.code != "not_found":
                    raise
                return RescueState.NOBODY
            for one in answer.participants:
                if one.identity.startswith(FALLBACK):
                    active = one.attributes.get("sip.callStatus") == "active"
                    return RescueState.TAKEN if active else RescueState.RINGING
            return RescueState.NOBODY

        return self._call(run)

    def dial(self, room: str, call: SipDial, *, identity: str) -> None:
        from google.protobuf.duration_pb2 import Duration
        from livekit.api import CreateSIPParticipantRequest, ListParticipantsRequest

        async def run(api: "LiveKitAPI") -> None:
            there = await api.room.list_participants(ListParticipantsRequest(room=room))
            if any(p.identity == identity for p in there.participants):
                return
            await api.sip.create_sip_participant(
                CreateSIPParticipantRequest(
                    sip_trunk_id=call.trunk_id,
                    sip_call_to=call.to,
                    sip_number=call.from_,
                    room_name=room,
                    participant_identity=identity,
                    headers=call.headers,
                    ringing_timeout=Duration(seconds=call.ring_timeout_s),
                    max_call_duration=Duration(seconds=call.max_duration_s),
                )
            )

        self._call(run)

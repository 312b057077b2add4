"""A test call to ourselves: out by the gateway and in again, as if a PBX called the number from our own address."""

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from speaknode.kit.ids import new_id
from speaknode.telephony.models import Gateway, LoopAnswer, LoopCall

if TYPE_CHECKING:
    from livekit.api import CreateSIPParticipantRequest, LiveKitAPI

RING_S = 12
"""The API's own answer is due soon after."""
_TALK_S = 30


async def call(api: "LiveKitAPI", gateway: Gateway, wanted: LoopCall) -> LoopAnswer:
    """Rings until the agent picks up, and hangs up at once."""
    from livekit.api import DeleteRoomRequest, SipCallError, TwirpError

    room = new_id("loop")
    began = time.monotonic()
    try:
        await api.sip.create_sip_participant(_request(gateway, wanted, room))
    except TwirpError as error:
        status = error.sip_status_code if isinstance(error, SipCallError) else None
        return LoopAnswer(answered=False, sip_status=status, detail=str(error)[:500])
    finally:
        took_ms = round((time.monotonic() - began) * 1000, 1)
        with suppress(TwirpError):  # nobody was in it: it was never made
            await api.room.delete_room(DeleteRoomRequest(room=room))
    return LoopAnswer(answered=True, sip_status=200, detail="answered", took_ms=took_ms)


def _request(gateway: Gateway, wanted: LoopCall, room: str) -> "CreateSIPParticipantRequest":
    from livekit.api import CreateSIPParticipantRequest, SIPOutboundConfig
    from livekit.protocol import sip

    request = CreateSIPParticipantRequest(
        trunk=SIPOutboundConfig(
            hostname=f"{gateway.domain}:{gateway.port}",
            transport=sip.SIP_TRANSPORT_UDP,
            auth_username=wanted.username or "",
            auth_password=wanted.password or "",
        ),
        sip_call_to=wanted.number,
        sip_number=wanted.number,
        room_name=room,
        participant_identity=room,
        wait_until_answered=True,
    )
    request.ringing_timeout.seconds = RING_S
    request.max_call_duration.seconds = _TALK_S
    return request

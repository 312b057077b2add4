"""A call that is given to a human: the caller's own telephone is told to ring there (SIP REFER)."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from livekit import api, rtc
from livekit.agents import RunContext, StopResponse, ToolError, function_tool
from livekit.agents.llm import RawFunctionTool

from speaknode.agents.abilities import TransferDestination, TransferMode
from speaknode.sessions.models import EndReason
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.ending import Ending

_ANSWER_S = 10
"""LiveKit SIP answers when the ringing is over; this is for its way back."""
logger = logging.getLogger(__name__)


def schema(destinations: Sequence[TransferDestination]) -> dict[str, Any]:
    known = "\n".join(f"- {place.name}: {place.description}" for place in destinations)
    names = [place.name for place in destinations]
    return {
        "name": "transfer_call",
        "description": f"Give the call to somebody else; after it you are not in it.\n{known}",
        "parameters": {
            "type": "object",
            "properties": {"destination": {"type": "string", "enum": names}},
            "required": ["destination"],
        },
    }


class Transfer:
    """Cold transfers of one conversation. Only places that the agent's configuration names are rung."""

    def __init__(
        self, room: rtc.Room, sip: "api.sip_service.SipService", talk: Conversation
    ) -> None:
        self._room, self._sip, self._talk = room, sip, talk

    def tools(self, destinations: Sequence[TransferDestination]) -> list[RawFunctionTool[..., Any]]:
        cold = [place for place in destinations if place.mode is TransferMode.COLD]
        return [self._tool(cold)] if cold else []

    def _tool(self, destinations: Sequence[TransferDestination]) -> RawFunctionTool[..., Any]:
        places = {place.name: place for place in destinations}

        async def transfer_call(raw_arguments: dict[str, object], context: RunContext[Any]) -> None:
            place = places.get(str(raw_arguments.get("destination", "")))
            if place is None:
                raise ToolError(f"unknown destination; there are: {', '.join(places)}")
            caller = self._caller()
            if caller is None:
                raise ToolError("nobody is on the telephone here: it cannot be transferred")
            await context.wait_for_playout()
            await self._give(place, caller, context)
            raise StopResponse

        return function_tool(transfer_call, raw_schema=schema(destinations))

    def _caller(self) -> rtc.RemoteParticipant | None:
        kind = rtc.ParticipantKind.PARTICIPANT_KIND_SIP
        parties = self._room.remote_participants.values()
        return next((party for party in parties if party.kind == kind), None)

    async def _give(
        self, place: TransferDestination, caller: rtc.RemoteParticipant, context: RunContext[Any]
    ) -> None:
        """Raises ToolError when nobody took the call: the agent goes on."""
        talk = self._talk
        if talk.wanted is not None:
            raise ToolError("the call is being ended")
        if place.message:
            said = context.session.say(place.message, allow_interruptions=False)
            await said.wait_for_playout()
        # The caller is gone the moment it succeeds, and the reason must be there before.
        talk.wanted = given = Ending(EndReason.TRANSFERRED, detail=place.name)
        try:
            await self._refer(place, caller.identity)
        except (api.TwirpError, TimeoutError, OSError) as error:
            if self._room.remote_participants.get(caller.identity) is None:
                return  # they hung up, or were taken over: there is nobody to go on with
            if talk.wanted is given:
                talk.wanted = None
            logger.warning("the transfer failed", extra={"destination": place.name}, exc_info=error)
            if place.on_fail:
                context.session.say(place.on_fail)
                raise StopResponse from error
            raise ToolError("nobody took the call; the caller is still here") from error
        context.session.shutdown(drain=True)

    async def _refer(self, place: TransferDestination, identity: str) -> None:
        number = place.destination
        request = api.TransferSIPParticipantRequest(
            participant_identity=identity,
            room_name=self._room.name,
            transfer_to=f"tel:{number}" if number.startswith("+") else number,
            play_dialtone=True,
        )
        request.ringing_timeout.seconds = place.ring_timeout_s
        async with asyncio.timeout(place.ring_timeout_s + _ANSWER_S):
            await self._sip.transfer_sip_participant(request)

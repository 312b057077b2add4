"""A call that is given to a human: their telephone rings, and the agent leaves.

Cold: the caller's own telephone is told to ring there (SIP REFER); one that a carrier's bridge brought cannot
be told, so the human is rung from here, as is one behind a menu that asks for keys (`digits`). Warm: the human is
rung from here, and asked whether they take the call.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, NoReturn

from livekit import api, rtc
from livekit.agents import (
    AgentSession,
    JobContext,
    RunContext,
    StopResponse,
    ToolError,
    function_tool,
    llm,
)
from livekit.agents.llm import RawFunctionTool
from livekit.protocol.sip import SIPTransferStatus

from speaknode.agents.abilities import TransferDestination, TransferMode
from speaknode.sessions.models import EndReason, SessionSpec
from speaknode.telephony.models import SipDial
from speaknode_worker.agent.ambience import sound_file
from speaknode_worker.agent.briefing import briefing
from speaknode_worker.agent.consultation import Consultation
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.ending import Ending
from speaknode_worker.agent.hold import on_hold
from speaknode_worker.agent.prompt import fill
from speaknode_worker.agent.relay import Relay, Side
from speaknode_worker.agent.side_room import HUMAN, NotTakenError, SideRoom, dial_request

_ANSWER_S = 10
"""LiveKit SIP answers when the ringing is over; this is for its way back."""
_LOOK_EVERY_S = 0.2
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
    """Transfers of one conversation. Only places that the agent's configuration names are rung."""

    def __init__(self, ctx: JobContext, spec: SessionSpec, talk: Conversation) -> None:
        self._ctx, self._spec, self._talk = ctx, spec, talk
        self._under_way = False
        self._joined: asyncio.Task[None] | None = None

    def tools(self, destinations: Sequence[TransferDestination]) -> list[RawFunctionTool[..., Any]]:
        return [self._tool(destinations)] if destinations else []

    async def joined(self) -> None:
        """Returns when caller and human, where they were joined, have hung up: their talk goes through here."""
        if self._joined is not None:
            await asyncio.wait([self._joined])

    async def aclose(self) -> None:
        if self._joined is not None:
            self._joined.cancel()
            await asyncio.wait([self._joined])

    def _tool(self, destinations: Sequence[TransferDestination]) -> RawFunctionTool[..., Any]:
        places = {place.name: place for place in destinations}

        async def transfer_call(raw_arguments: dict[str, object], context: RunContext[Any]) -> None:
            place = places.get(str(raw_arguments.get("destination", "")))
            if place is None:
                raise ToolError(f"unknown destination; there are: {', '.join(places)}")
            caller = self._caller()
            if caller is None:
                raise ToolError("nobody is on the telephone here: it cannot be transferred")
            if self._under_way:
                raise ToolError("somebody is being rung already")
            self._under_way = True
            try:
                await self._give(place, caller, context)
            except NotTakenError as error:
                self._go_on(place, context, error)
            finally:
                self._under_way = False
            raise StopResponse

        return function_tool(transfer_call, raw_schema=schema(destinations))

    def _caller(self) -> rtc.RemoteParticipant | None:
        """By SIP, or brought by a carrier's bridge."""
        parties = self._ctx.room.remote_participants.values()
        return next((p for p in parties if _by_sip(p) or "sip.callID" in p.attributes), None)

    async def _give(
        self, place: TransferDestination, caller: rtc.RemoteParticipant, context: RunContext[Any]
    ) -> None:
        """Raises NotTakenError when nobody took the call: the agent goes on."""
        await context.wait_for_playout()
        if self._talk.wanted is not None:
            raise ToolError("the call is being ended")
        # Keys are pressed only for whom we ring ourselves.
        if place.mode is TransferMode.COLD and _by_sip(caller) and not place.digits:
            await self._announce(place, context.session)
            await self._send_away(place, caller, context)
        else:
            await self._bring(place, caller, context.session)

    async def rescue(self) -> bool:
        """Whether the number's human took the caller, whom the agent has failed."""
        caller, session = self._caller(), self._talk.session
        if caller is None or session is None or self._under_way:
            return False
        self._under_way = True
        try:
            place = self._fallback()
            await self._bring(place, caller, session)
        except NotTakenError as error:
            logger.warning("the fallback number was not reached", extra={"reason": str(error)})
        finally:
            self._under_way = False
        return self._joined is not None

    def _fallback(self) -> TransferDestination:
        if self._spec.fallback_number is None:
            raise NotTakenError("the number has no human")
        return TransferDestination(
            name="fallback",
            description="the number's human",
            destination=self._spec.fallback_number,
        )

    def _go_on(
        self, place: TransferDestination, context: RunContext[Any], error: NotTakenError
    ) -> NoReturn:
        logger.info("the transfer failed", extra={"destination": place.name, "reason": str(error)})
        if place.on_fail:
            context.session.say(fill(place.on_fail, self._talk.variables))
            raise StopResponse from error
        raise ToolError(f"{error}; the caller is still here") from error

    # The caller's telephone is told to ring there

    async def _send_away(
        self, place: TransferDestination, caller: rtc.RemoteParticipant, context: RunContext[Any]
    ) -> None:
        talk = self._talk
        # The caller is gone the moment it succeeds, and the reason must be there before.
        talk.wanted = given = Ending(EndReason.TRANSFERRED, detail=place.name)
        try:
            await self._refer(place, caller.identity)
        except (NotTakenError, api.TwirpError, TimeoutError, OSError) as error:
            is_gone = caller.identity not in self._ctx.room.remote_participants
            if is_gone or talk.is_over:
                return  # they hung up, or were taken over: there is nobody to go on with
            if talk.wanted is given:
                talk.wanted = None
            raise NotTakenError("nobody took the call") from error
        context.session.shutdown(drain=True)

    async def _refer(self, place: TransferDestination, identity: str) -> None:
        request = api.TransferSIPParticipantRequest(
            participant_identity=identity,
            room_name=self._ctx.room.name,
            transfer_to=refer_to(place.destination, self._spec.way_out),
            play_dialtone=True,
        )
        request.ringing_timeout.seconds = place.ring_timeout_s
        async with asyncio.timeout(place.ring_timeout_s + _ANSWER_S):
            answer = await self._ctx.api.sip.transfer_sip_participant(request)
        if answer.status == SIPTransferStatus.STS_TRANSFER_FAILED:  # of newer servers only
            raise NotTakenError(f"the transfer failed with SIP status {answer.sip_status.code}")

    # The human is rung from here, and joined with the caller

    async def _bring(
        self,
        place: TransferDestination,
        caller: rtc.RemoteParticipant,
        session: AgentSession[Any],
    ) -> None:
        aside = SideRoom(self._ctx.api)
        request = dial_request(
            place, self._spec.way_out, room=aside.name, from_=self._own_number() or ""
        )
        await self._announce(place, session)
        taken = False
        try:
            taken = await self._reach(aside, request, place, caller, session)
        finally:
            if not taken:
                await aside.close()
        if taken:
            self._talk.wanted = Ending(EndReason.TRANSFERRED, detail=place.name)
            self._joined = asyncio.create_task(self._join(aside, caller))
            session.shutdown(drain=False)

    async def _reach(
        self,
        aside: SideRoom,
        request: api.CreateSIPParticipantRequest,
        place: TransferDestination,
        caller: rtc.RemoteParticipant,
        session: AgentSession[Any],
    ) -> bool:
        """Whether the human takes the call; False: there is nobody any more to take it for."""
        load = sound_file(self._spec.space_id)
        async with on_hold(self._ctx.room, session, self._talk, sound=place.hold_sound, load=load):
            asked = asyncio.create_task(self._ask(aside, request, place, session))
            gone = asyncio.create_task(self._until_gone(caller))
            try:
                await asyncio.wait({asked, gone}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                gone.cancel()
                if not asked.done():
                    asked.cancel()
            if not asked.done():
                await asyncio.wait([asked])
                return False
            asked.result()
            return True

    async def _ask(
        self,
        aside: SideRoom,
        request: api.CreateSIPParticipantRequest,
        place: TransferDestination,
        session: AgentSession[Any],
    ) -> None:
        consultation = Consultation(aside, self._talk)
        await aside.ring(request, name=place.name)
        if place.mode is TransferMode.COLD:
            return
        history = session.history
        thinker = session.current_agent.llm or session.llm
        model = thinker if isinstance(thinker, llm.LLM) else None
        told = await briefing(place, history, self._talk, model)
        await consultation.ask(told, history)

    async def _until_gone(self, caller: rtc.RemoteParticipant) -> None:
        talk, parties = self._talk, self._ctx.room.remote_participants
        decided = talk.wanted
        while caller.identity in parties and talk.wanted is decided and not talk.is_over:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_EVERY_S)  # several kinds of end, and one is a plain field

    async def _join(self, aside: SideRoom, caller: rtc.RemoteParticipant) -> None:
        try:
            await Relay(Side(self._ctx.room, caller.identity), Side(aside.room, HUMAN)).run()
        finally:
            await aside.close()

    def _own_number(self) -> str | None:
        """The human sees the number of ours that the caller's call is about."""
        spec = self._spec
        return spec.caller if spec.channel.is_outbound else spec.called

    async def _announce(self, place: TransferDestination, session: AgentSession[Any]) -> None:
        if place.message:
            text = fill(place.message, self._talk.variables)
            said = session.say(text, allow_interruptions=False)
            await said.wait_for_playout()


def refer_to(destination: str, way_out: SipDial | None) -> str:
    """A PBX gets a number as an address of its own: `tel:` is for carriers, many a PBX rings nobody by it."""
    if not destination.startswith("+"):
        return destination
    if way_out is None or way_out.domain is None:
        return f"tel:{destination}"
    return f"sip:{destination}@{way_out.domain}"


def _by_sip(party: rtc.RemoteParticipant) -> bool:
    return party.kind == rtc.ParticipantKind.PARTICIPANT_KIND_SIP

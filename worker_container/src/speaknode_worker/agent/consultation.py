"""A human on the telephone is told what a caller wants, and says whether they take the call."""

import asyncio
from typing import Any

from livekit import rtc
from livekit.agents import Agent, AgentSession, StopResponse, function_tool, llm
from livekit.agents.llm import RawFunctionTool
from livekit.agents.voice.room_io import RoomOptions

from speaknode_worker.agent.assembly import make_session
from speaknode_worker.agent.briefing import instructions, words
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.side_room import HUMAN, NotTakenError, SideRoom

DECIDE_WITHIN_S = 60
ACCEPT, DECLINE = "1", "2"


class Consultation:
    """Keys count from the moment they pick up; words once the agent has begun to speak with them."""

    def __init__(self, aside: SideRoom, talk: Conversation) -> None:
        self._room, self._talk = aside.room, talk
        self._refused: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        """Why they do not take the call; None: they do."""
        self._room.on("sip_dtmf_received", self._on_key)
        self._room.on("participant_disconnected", lambda _: self._decide("they hung up"))

    async def ask(self, briefing: str, history: llm.ChatContext) -> None:
        """Returns when they take the call. Raises NotTakenError."""
        if HUMAN not in self._room.remote_participants:
            raise NotTakenError("they hung up")
        session = self._session()
        agent = Agent(instructions=instructions(history), tools=[self._accept(), self._decline()])
        options = RoomOptions(participant_identity=HUMAN, close_on_disconnect=False)
        try:
            await session.start(agent, room=self._room, room_options=options, record=False)
            session.say(f"{briefing} {words('ask', self._talk.locale)}")
            refused = await self._decision()
        finally:
            await session.aclose()
        if refused is not None:
            raise NotTakenError(refused)

    def _session(self) -> AgentSession[None]:
        """With models of its own: the caller's go on to listen to the caller."""
        talk = self._talk
        assert talk.casting is not None
        casting = talk.casting.anew()
        return make_session(talk.config, casting, casting.models(talk.config, talk.locale))

    async def _decision(self) -> str | None:
        try:
            async with asyncio.timeout(DECIDE_WITHIN_S):
                return await self._refused
        except TimeoutError:
            return "they did not decide"

    def _on_key(self, event: rtc.SipDTMF) -> None:
        if event.digit in (ACCEPT, DECLINE):
            self._decide(None if event.digit == ACCEPT else "they declined")

    def _decide(self, refused: str | None) -> None:
        """The first decision stands."""
        if not self._refused.done():
            self._refused.set_result(refused)

    def _accept(self) -> RawFunctionTool[..., Any]:
        async def accept_call(raw_arguments: dict[str, object]) -> None:
            self._decide(None)
            raise StopResponse

        schema = {
            "name": "accept_call",
            "description": "The colleague takes the caller: connect them now.",
            "parameters": {"type": "object", "properties": {}},
        }
        return function_tool(accept_call, raw_schema=schema)

    def _decline(self) -> RawFunctionTool[..., Any]:
        async def decline_call(raw_arguments: dict[str, object]) -> None:
            reason = str(raw_arguments.get("reason", "")).strip()
            self._decide(f"they declined: {reason}" if reason else "they declined")
            raise StopResponse

        schema = {
            "name": "decline_call",
            "description": "The colleague does not take the caller, or a machine answered.",
            "parameters": {"type": "object", "properties": {"reason": {"type": "string"}}},
        }
        return function_tool(decline_call, raw_schema=schema)

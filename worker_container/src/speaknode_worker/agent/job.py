"""A job: LiveKit has sent us to a room, and its metadata names the session."""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from livekit import rtc
from livekit.agents import JobContext
from livekit.agents.llm import Tool
from livekit.agents.voice.room_io import (
    RoomOptions,
    TextInputOptions,
    TextOutputOptions,
)

from speaknode import wiring
from speaknode.agents.models import AgentConfig
from speaknode.egress.fetch import Egress
from speaknode.egress.policy import Policy
from speaknode.kit.errors import ConflictError, NotFoundError, SpeaknodeError
from speaknode.kit.settings import settings
from speaknode.sessions.discretion import Discretion
from speaknode.sessions.models import (
    Channel,
    EndFault,
    EndReason,
    ErrorSource,
)
from speaknode.sessions.ports import SessionParts
from speaknode_worker.agent import (
    answering,
    dtmf,
    ending,
    keyring,
    phone,
    spool,
    voicemail,
)
from speaknode_worker.agent.assembly import Assembled, assemble, conversation_variables
from speaknode_worker.agent.capture import Capture
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.departure import Departure
from speaknode_worker.agent.interruptions import InterruptionTeller
from speaknode_worker.agent.journal import Journal
from speaknode_worker.agent.lease import Lease
from speaknode_worker.agent.observe import Observer
from speaknode_worker.agent.page import DATA_CHANNEL_OPENS_S, PageTalk, visitor_ready
from speaknode_worker.agent.played import keep_to_what_is_played
from speaknode_worker.agent.plugins import ProviderError
from speaknode_worker.agent.pulse import Pulse
from speaknode_worker.agent.reports import Reporter, ReportSender, now
from speaknode_worker.agent.resumption import Past
from speaknode_worker.agent.surroundings import Surroundings
from speaknode_worker.agent.tools import ToolContext
from speaknode_worker.agent.tools_all import ConversationTools
from speaknode_worker.agent.tools_secrets import ToolSecrets
from speaknode_worker.agent.transfer import Transfer

_FLUSH_S = 3.0
_LOAD_TRIES = 3
logger = logging.getLogger(__name__)


async def entrypoint(ctx: JobContext) -> None:
    told = json.loads(ctx.job.metadata)
    session_id, number = told["session_id"], told.get("resumption", 0)
    ctx.log_context_fields = {"session_id": session_id}
    past = await _load(session_id, number)
    if past is None:
        ctx.delete_room()
        ctx.shutdown("no such session")
        return
    job = Job(ctx, past)
    ctx.proc.userdata["job"] = job
    await job.start()


async def on_session_end(ctx: JobContext) -> None:
    """Called once the AgentSession is closed, whatever closed it."""
    job: Job | None = ctx.proc.userdata.pop("job", None)
    if job is not None:
        await job.finish()


async def _load(session_id: str, number: int) -> Past | None:
    for attempt in range(_LOAD_TRIES):
        try:
            return await asyncio.to_thread(_read, session_id, number)
        except (NotFoundError, ConflictError) as error:
            logger.error(
                "there is no such conversation",
                extra={"session_id": session_id, "reason": str(error)},
            )
            return None
        except SpeaknodeError:
            logger.exception("the session cannot be read", extra={"attempt": attempt + 1})
            await asyncio.sleep(0.3 * (attempt + 1))
    return None  # the platform notices that nobody joined


def _read(session_id: str, number: int) -> Past:
    sessions = wiring.sessions()
    spec = sessions.load_spec(session_id)
    if number == 0:
        return Past(spec, SessionParts.none())
    journal = wiring.tool_journal().list(session_id)
    return Past(spec, sessions.load_parts(session_id), number, journal)


class Job:
    def __init__(self, ctx: JobContext, past: Past) -> None:
        self._ctx, self._past = ctx, past
        self._spec = spec = past.spec_now()
        claimed = spool.SessionSpool.claim(spool.root(), spec.session_id, past.number)
        if claimed is None:
            raise RuntimeError("another job holds this session")
        self._spool = claimed
        self._sender = ReportSender(claimed, wiring.report_queue().send)
        discretion = Discretion(past.began_as)
        self._reporter = Reporter(
            spec.session_id, self._sender.put, discretion, resumption=past.number
        )
        self._observer = Observer(self._reporter, spec.locale, next_turn=past.next_turn)
        self._variables = conversation_variables(spec, now())
        self._conversation = Conversation(spec.config, spec.locale, self._variables)
        self._transfer = Transfer(ctx, spec, self._conversation)
        if spec.fallback_number is not None:
            self._conversation.human = self._transfer.rescue
        self._joining: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._interruptions = InterruptionTeller(ctx.room)
        self._page = PageTalk(ctx.room)
        self._surroundings = Surroundings(spec, self._conversation, self._observer)
        self._caller_left: int | None = None
        self._pulse = Pulse(lambda: self._on_gone(rtc.DisconnectReason.CLIENT_INITIATED))
        self._given_up = False
        self._lease = Lease(spec.session_id)
        self._tools: ConversationTools | None = None
        self._failed: ending.Ending | None = None
        self._kept = spec.config.kept()
        self._capture: Capture | None = None
        self._records = (
            spec.record
            and spec.channel is not Channel.TEXT
            and (self._kept.recording or self._kept.tracks)
        )
        self._listens_first = (
            past.is_none and spec.channel.is_outbound and spec.config.answering.detect
        )

    async def start(self) -> None:
        self._ctx.room.on("participant_disconnected", self._on_left)
        self._ctx.room.on("disconnected", self._on_disconnected)
        self._conversation.closed.add_done_callback(self._on_closed)
        keys, _ = await asyncio.gather(
            self._keys(self._spec.config), self._surroundings.open_knowledge()
        )
        rings_up = self._spec.channel.is_outbound and self._past.is_none
        if not rings_up:
            await self._join_meanwhile()
        try:
            assembled = self._assemble(keys)
        except ProviderError as error:
            await self._give_up(error)
            return
        self._lease.hold()
        if rings_up:
            if not await self._reach():
                return
            self._reporter.taken()
        self._keep_recording()
        await assembled.session.start(
            assembled.agent,
            room=self._ctx.room,
            room_options=self._room_options(),
            record={"audio": self._records, "traces": False, "logs": False, "transcript": False},
        )
        await self._converse(assembled)

    async def _join_meanwhile(self) -> None:
        """LiveKit lets us in while the agent is put together.

        Nothing of the room gets past us: assembling leaves the loop no moment until all listen, and the room's
        events wait for the loop.
        """
        self._joining = asyncio.create_task(self._ctx.connect())
        await asyncio.sleep(0)  # the request goes out

    async def _give_up(self, error: ProviderError) -> None:
        self._reporter.error(ErrorSource.PLATFORM, str(error), recoverable=False)
        self._failed = ending.Ending(EndReason.ERROR, EndFault.PROVIDER, str(error))
        if self._joining is not None:
            await asyncio.wait([self._joining])
        await self.finish()
        self._ctx.shutdown("the agent cannot be assembled")

    async def _converse(self, assembled: Assembled) -> None:
        keep_to_what_is_played(assembled.session)
        self._watch_caller()
        self._interruptions.watch(assembled.session)
        await self._surroundings.sound(self._ctx.room, assembled.session)
        dtmf.listen(self._ctx.room, self._conversation)
        self._page.watch(assembled.session)
        self._reporter.started(worker_id=self._ctx.worker_id, record=self._records)
        for call in self._past.untold():
            self._reporter.tool_call(call)
        await visitor_ready(self._ctx.room)
        if self._spec.channel is Channel.TEXT:
            await asyncio.sleep(DATA_CHANNEL_OPENS_S)
        await self._open(assembled)

    def _watch_caller(self) -> None:
        spec, room = self._spec, self._ctx.room
        # A call by SIP has a room before it has a session; every other room is named after its session.
        by_sip = spec.channel is Channel.PHONE_IN and room.name != spec.session_id
        Departure(self._on_gone).watch(room, came_first=by_sip)
        if spec.dial is not None:
            self._pulse.watch(room, phone.callee(spec.session_id))

    async def _open(self, assembled: Assembled) -> None:
        talk, first = self._conversation, assembled.first_message
        if self._spec.channel.is_phone:
            await phone.media_flows(self._ctx.room)
        if self._listens_first:
            await answering.meet(assembled.session, talk, first, told=self._reporter.answered)
        elif self._past.is_none:
            talk.begin(first)
        else:
            await self._past.take_up(talk, first)

    def _on_closed(self, _: object) -> None:
        self._leaving = asyncio.create_task(self._leave())

    async def _leave(self) -> None:
        await self._transfer.joined()
        self._ctx.shutdown("conversation over")

    async def _reach(self) -> bool:
        """Whether the called party answered; if not, the session has its end."""
        self._failed = await phone.reach(self._ctx, self._spec)
        if self._failed is None:
            return True
        self._records = False
        self._ctx.proc.userdata.pop("job", None)
        await self.finish()
        self._ctx.shutdown("nobody was reached")
        return False

    async def _keys(self, config: AgentConfig) -> dict[str, str]:
        return await keyring.fetch(self._spec.space_id, config)

    def _assemble(self, keys: Mapping[str, str]) -> Assembled:
        spec, conversation = self._spec, self._conversation
        policy = Policy(opened=settings().tool_hosts())
        shared = ToolContext(
            reporter=self._reporter,
            egress=Egress(policy),
            variables=self._variables,
            journal=Journal(
                spec.session_id,
                wiring.tool_journal(),
                over=conversation.gone,
                told=self._past.settled(),
            ),
            secrets=ToolSecrets(spec.space_id, wiring.credentials()),
        )
        self._tools = ConversationTools(
            spec, shared, conversation, more=self._phone_tools, policy=policy, keys=self._keys
        )
        assembled = assemble(
            spec,
            at=now(),
            reporter=self._reporter,
            tools=self._tools.first(),
            conversation=conversation,
            variables=self._variables,
            keys=keys,
            history=self._past.history(),
        )
        self._observer.watch(assembled.session)
        conversation.watch(assembled.session)
        self._tools.watch(assembled.session)
        self._tools.handoffs.entered.append(self._surroundings.hand_over)
        conversation.languages.changed.append(self._observer.speak)
        return assembled

    def _phone_tools(self, config: AgentConfig) -> Sequence[Tool]:
        made = dtmf.tools(self._spec.model_copy(update={"config": config}), self._ctx.room)
        if not self._spec.channel.is_phone:
            return made
        made += self._transfer.tools(config.system_tools.transfer_call)
        message = config.system_tools.leave_voicemail
        if message is not None and self._spec.channel is not Channel.PHONE_IN:
            made.append(voicemail.tool(message, self._conversation))
        return made

    def _room_options(self) -> RoomOptions:
        speaks = self._spec.channel is not Channel.TEXT
        return RoomOptions(
            text_input=TextInputOptions(text_input_cb=self._conversation.on_text),
            audio_input=self._surroundings.audio_input() if speaks else False,
            audio_output=speaks,
            text_output=TextOutputOptions(sync_transcription=speaks),
        )

    def _keep_recording(self) -> None:
        if not self._records:
            return
        self._spool.expect_recording(
            spool.ExpectedRecording(
                space_id=self._spec.space_id,
                session_id=self._spec.session_id,
                started_at=now(),
                mix=self._kept.recording,
                tracks=self._kept.tracks,
                resumption=self._past.number,
            )
        )
        self._capture = Capture(self._spool.audio)
        # livekit-agents records into the job's temporary folder, which dies with the job
        self._ctx._session_directory = self._capture.directory

    def _on_left(self, participant: rtc.RemoteParticipant) -> None:
        self._caller_left = participant.disconnect_reason or 0

    def _on_disconnected(self, reason: int) -> None:
        self._given_up = reason == rtc.DisconnectReason.PARTICIPANT_REMOVED

    def _on_gone(self, reason: int) -> None:
        self._caller_left = reason
        self._conversation.caller_gone()

    async def finish(self) -> None:
        """Tells the end, gives the room back, and leaves the rest to the keeper."""
        await self._lease.aclose()
        self._pulse.close()
        await self._transfer.aclose()
        await self._surroundings.aclose()
        if self._tools is not None:
            await self._tools.aclose()
        end = self._ending()
        self._reporter.ended(
            end.reason,
            end.fault,
            detail=end.detail,
            record=self._records,
            used=self._conversation.meter.used(),
        )
        # Whoever was put out of the room was given up, and somebody else speaks there.
        room_gone: Any = asyncio.sleep(0) if self._given_up else self._ctx.delete_room()
        delivered = await asyncio.to_thread(self._sender.close, within_s=_FLUSH_S)
        if self._capture is not None:
            await asyncio.to_thread(self._capture.close, within_s=_FLUSH_S)
        logger.info(
            "conversation over", extra={"end_reason": end.reason.value, "delivered": delivered}
        )
        await asyncio.wait([asyncio.ensure_future(room_gone)], timeout=_FLUSH_S)
        self._spool.release()

    def _ending(self) -> ending.Ending:
        if self._failed is not None:
            return self._failed
        closed = self._conversation.closed
        if not closed.done():
            return ending.Ending(EndReason.ERROR, EndFault.PLATFORM, "the session never closed")
        return ending.of_close(
            closed.result(),
            wanted=self._conversation.wanted,
            caller_left=self._caller_left,
            last_error=self._observer.last_error,
        )

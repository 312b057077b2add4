"""The telephone's side of a job: ring somebody up, and speak only when they have answered."""

import asyncio
import logging

from livekit import api, rtc
from livekit.agents import JobContext
from livekit.agents.utils.participant import wait_for_track_publication

from speaknode.calls import outcomes
from speaknode.sessions.models import SessionSpec
from speaknode.telephony.models import CallOutcome, SipDial
from speaknode_worker.agent.ending import Ending

logger = logging.getLogger(__name__)
_CARRIER_RINGS_S = 90
"""A carrier that dials by itself has its own ring time-out; ours is for one that says nothing."""
_NOT_UNDERSTOOD = ("failed_precondition", "invalid_argument")
"""The far side's fault: no codec in common, a password is wanted and we have none, there is no such host."""
_FROM_SIP = "twirp error unknown: "
_ACTIVE = "active"
_MEDIA_WITHIN_S = 3.0
"""A telephone that sends nothing while it is silent must not wait for its greeting for ever."""


def callee(session_id: str) -> str:
    """The identity of whom we ring up ourselves."""
    return f"callee-{session_id}"


async def reach(ctx: JobContext, spec: SessionSpec) -> Ending | None:
    """Returns when media flows both ways; else why there will be no conversation."""
    await ctx.connect()
    if spec.dial is not None:
        return await _dial(ctx, spec.session_id, spec.dial)
    return await _wait(ctx)


async def _dial(ctx: JobContext, session_id: str, dial: SipDial) -> Ending | None:
    request = api.CreateSIPParticipantRequest(
        sip_trunk_id=dial.trunk_id,
        sip_call_to=dial.to,
        sip_number=dial.from_,
        room_name=ctx.room.name,
        participant_identity=callee(session_id),
        participant_attributes={"speaknode.session": session_id},
        wait_until_answered=True,
    )
    request.ringing_timeout.seconds = dial.ring_timeout_s
    request.max_call_duration.seconds = dial.max_duration_s
    began = asyncio.get_running_loop().time()
    try:
        await ctx.api.sip.create_sip_participant(request)
    except api.TwirpError as error:
        rang_out = asyncio.get_running_loop().time() - began >= dial.ring_timeout_s - 1
        return refusal(error, rang_out=rang_out)
    except (TimeoutError, OSError) as error:
        # It may ring all the same: the room goes, and the call with it. It is never dialled again.
        return _ending(CallOutcome.ERROR, f"LiveKit SIP did not answer: {error}")
    return None


def refusal(error: api.TwirpError, *, rang_out: bool) -> Ending:
    """What a call that LiveKit SIP could not make ends as."""
    status = error.sip_status_code if isinstance(error, api.SipCallError) else None
    outcome = outcomes.of_sip_status(status, timed_out=rang_out or error.code == "canceled")
    if outcome is CallOutcome.ERROR and error.code in _NOT_UNDERSTOOD:
        outcome = CallOutcome.CARRIER_REJECTED
    logger.info("nobody was reached", extra={"outcome": outcome.value, "sip_status": status})
    told = str(error) if status is not None else error.message.removeprefix(_FROM_SIP)
    return _ending(outcome, told)


async def _wait(ctx: JobContext) -> Ending | None:
    """For somebody whom a carrier brings: in the room, and past ringing."""
    try:
        async with asyncio.timeout(_CARRIER_RINGS_S):
            await _until_active(ctx, await ctx.wait_for_participant())
    except TimeoutError:
        return _ending(CallOutcome.NO_ANSWER, "nobody came within the ring time-out")
    except RuntimeError as error:  # the room closed before anybody came
        return _ending(CallOutcome.CANCELLED, str(error))
    return None


async def _until_active(ctx: JobContext, participant: rtc.RemoteParticipant) -> None:
    answered = asyncio.Event()

    def look(*_: object) -> None:
        if participant.attributes.get("sip.callStatus", _ACTIVE) == _ACTIVE:
            answered.set()

    ctx.room.on("participant_attributes_changed", look)
    try:
        look()
        await answered.wait()
    finally:
        ctx.room.off("participant_attributes_changed", look)


async def media_flows(room: rtc.Room) -> None:
    """Until something of the other side is heard: what is said before that is said to nobody."""
    try:
        async with asyncio.timeout(_MEDIA_WITHIN_S):
            publication = await wait_for_track_publication(
                room=room, kind=rtc.TrackKind.KIND_AUDIO, wait_for_subscription=True
            )
            assert publication.track is not None
            stream = rtc.AudioStream.from_track(track=publication.track)
            try:
                await anext(aiter(stream))
            finally:
                await stream.aclose()
    except (TimeoutError, RuntimeError, StopAsyncIteration) as error:
        logger.warning("nothing is heard of the other side", extra={"reason": str(error)})


def _ending(outcome: CallOutcome, detail: str) -> Ending:
    reason, fault = outcomes.ending(outcome)
    return Ending(reason, fault, detail[:500])

"""Telephones that come into a room, and rooms that close: where a call's session begins and may never have begun."""

from aws_lambda_powertools.logging import Logger

from speaknode import wiring
from speaknode.calls.errors import NobodyAnswersError
from speaknode.calls.models import InboundCall
from speaknode.calls.rescue import ANNOUNCER
from speaknode.events.reports import ParticipantLeft, PhoneCallArrived, RoomFinished
from speaknode.phone_numbers.errors import PhoneNumberNotFoundError
from speaknode.phone_numbers.normal import normalised
from speaknode.sessions.errors import SessionNotFoundError
from speaknode.sessions.external import NOT_ANSWERED
from speaknode.sessions.reports import FALLBACK

logger = Logger(service="sessions.arrivals")


def take(report: PhoneCallArrived) -> None:
    try:
        call = _call(report)
        wiring.calls().accept_inbound(call)
    except NobodyAnswersError as error:
        logger.warning("no agent answers", extra={"room": report.room, "reason": str(error)})
        wiring.rescue().instead(call)
    except (PhoneNumberNotFoundError, ValueError) as error:
        logger.warning("call refused", extra={"room": report.room, "reason": str(error)})
        wiring.rooms().delete(report.room)


def _call(report: PhoneCallArrived) -> InboundCall:
    return InboundCall(
        key=report.room_key,
        at=report.room_at,
        called=normalised(report.called),
        caller=report.caller,
        room=report.room,
        identity=report.identity,
        carrier_ref=report.carrier_ref,
    )


def leave(report: ParticipantLeft) -> None:
    try:
        wiring.session_reports().handle(report)
    except SessionNotFoundError:
        # A caller of a number without an agent, and the human who was rung for them, have no session.
        if report.identity.startswith(FALLBACK) and report.reason in NOT_ANSWERED:
            wiring.rescue().let_go(report.room)
        elif not report.identity.startswith(ANNOUNCER):
            wiring.rooms().delete(report.room)


def close(report: RoomFinished) -> None:
    try:
        wiring.session_reports().handle(report)
    except SessionNotFoundError:
        # A call that was refused had a room and no session.
        logger.info("room closed without a session", extra={"session_id": report.session_id})

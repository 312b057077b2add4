"""Telephones that come into a room, and rooms that close: where a call's session begins and may never have begun."""

from aws_lambda_powertools.logging import Logger

from speaknode import wiring
from speaknode.calls.errors import NobodyAnswersError
from speaknode.calls.models import InboundCall
from speaknode.events.reports import PhoneCallArrived, RoomFinished
from speaknode.phone_numbers.errors import PhoneNumberNotFoundError
from speaknode.phone_numbers.normal import normalised
from speaknode.sessions.errors import SessionNotFoundError

logger = Logger(service="sessions.arrivals")


def take(report: PhoneCallArrived) -> None:
    try:
        wiring.calls().accept_inbound(
            InboundCall(
                key=report.room_key,
                at=report.room_at,
                called=normalised(report.called),
                caller=report.caller,
                room=report.room,
                identity=report.identity,
                carrier_ref=report.carrier_ref,
            )
        )
    except (PhoneNumberNotFoundError, NobodyAnswersError, ValueError) as error:
        logger.warning("call refused", extra={"room": report.room, "reason": str(error)})
        wiring.calls().refuse(report.room)


def close(report: RoomFinished) -> None:
    try:
        wiring.session_reports().handle(report)
    except SessionNotFoundError:
        # A call that was refused had a room and no session.
        logger.info("room closed without a session", extra={"session_id": report.session_id})

"""SessionsQueue → the session it is about: LiveKit's webhooks, the worker's reports, our own alarms."""

from sessions import arrivals
from speaknode import wiring
from speaknode.events.reports import (
    AnyReport,
    ParticipantLeft,
    PhoneCallArrived,
    RoomFinished,
    report_adapter,
)
from speaknode.kit.consumer import Consumer


def _handle(report: AnyReport) -> None:
    match report:
        case PhoneCallArrived():
            arrivals.take(report)
        case ParticipantLeft():
            arrivals.leave(report)
        case RoomFinished():
            arrivals.close(report)
        case _:
            wiring.session_reports().handle(report)


handler = Consumer(
    name="sessions",
    parse=report_adapter.validate_json,
    id_of=lambda report: report.id,
    handle=_handle,
)

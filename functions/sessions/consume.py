"""SessionsQueue → the session it is about: LiveKit's webhooks, the worker's reports, our own alarms."""

from speaknode import wiring
from speaknode.events.reports import AnyReport, report_adapter
from speaknode.kit.consumer import Consumer


def _handle(report: AnyReport) -> None:
    wiring.session_reports().handle(report)


handler = Consumer(
    name="sessions",
    parse=report_adapter.validate_json,
    id_of=lambda report: report.id,
    handle=_handle,
)

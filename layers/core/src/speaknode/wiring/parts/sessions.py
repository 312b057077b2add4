"""Conversations: their books, rooms and recordings, and the way of what others must know of them."""

from functools import cache

from pynamodb.connection import Connection
from pynamodb.models import Model

from speaknode.analysis.dynamo import AnalysisRecord, DynamoAnalysisStore
from speaknode.analysis.models import Analysis
from speaknode.costs.service import CostService
from speaknode.events.eventbridge import OutboxPublisher
from speaknode.kit.clock import utc_now
from speaknode.kit.outbox import OutboxRecord
from speaknode.kit.settings import settings
from speaknode.notifications.apigateway import ApiGatewaySender
from speaknode.notifications.dynamo import ConnectionRecord, DynamoConnectionStore
from speaknode.notifications.service import NotificationService
from speaknode.sessions.dynamo import SessionRecord
from speaknode.sessions.livekit import LiveKitRooms
from speaknode.sessions.models import Session
from speaknode.sessions.ports import Rescuer, RescueState
from speaknode.sessions.reports import SessionReports
from speaknode.sessions.retention import SessionRetention
from speaknode.sessions.s3 import S3RecordingFiles
from speaknode.sessions.service import SessionService
from speaknode.sessions.sqs import SqsReportQueue
from speaknode.sessions.store import DynamoSessionStore
from speaknode.tools.journal_dynamo import DynamoToolJournal, JournalRecord
from speaknode.wiring.parts.agents import agents, model_store, tools
from speaknode.wiring.parts.ground import client, connect

TABLES: dict[type[Model], str] = {
    SessionRecord: "sessions_table",
    JournalRecord: "sessions_table",
    AnalysisRecord: "sessions_table",
    OutboxRecord: "outbox_table",
    ConnectionRecord: "connections_table",
}


@cache
def _connection() -> Connection:
    return connect(TABLES)


@cache
def session_store() -> DynamoSessionStore:
    return DynamoSessionStore(_connection())


@cache
def tool_journal() -> DynamoToolJournal:
    _connection()
    return DynamoToolJournal()


@cache
def rooms() -> LiveKitRooms:
    config = settings()
    return LiveKitRooms(
        url=config.livekit_url,
        api_key=config.livekit_api_key,
        api_secret=config.livekit_api_secret.get_secret_value(),
    )


@cache
def report_queue() -> SqsReportQueue:
    return SqsReportQueue(client=client("sqs"), queue_url=settings().sessions_queue_url)


@cache
def recording_files() -> S3RecordingFiles:
    return S3RecordingFiles(client=client("s3"), bucket=settings().recordings_bucket)


@cache
def session_retention() -> SessionRetention:
    return SessionRetention(store=session_store(), files=recording_files(), clock=utc_now)


@cache
def sessions() -> SessionService:
    return SessionService(
        store=session_store(),
        rooms=rooms(),
        queue=report_queue(),
        files=recording_files(),
        agents=agents(),
        tools=tools(),
        analyses=_analysis,
        clock=utc_now,
    )


@cache
def analysis_store() -> DynamoAnalysisStore:
    return DynamoAnalysisStore(_connection())


def _analysis(session_id: str) -> Analysis | None:
    stored = analysis_store().get(session_id)
    return stored.analysis if stored else None


@cache
def session_reports() -> SessionReports:
    return SessionReports(
        store=session_store(),
        rooms=rooms(),
        queue=report_queue(),
        clock=utc_now,
        rescuer=_LateRescue(),
        costs=CostService(model_store()),
    )


class _LateRescue:
    """The telephone's parts are only imported for a call that nobody took."""

    def take(self, session: Session, *, begun: bool) -> RescueState:
        return self._rescue().take(session, begun=begun)

    def apologise(self, session: Session) -> bool:
        return self._rescue().apologise(session)

    def _rescue(self) -> Rescuer:
        from speaknode.wiring.parts.telephony import rescue

        return rescue()


@cache
def outbox() -> OutboxPublisher:
    _connection()
    return OutboxPublisher(client=client("events"), bus=settings().event_bus)


@cache
def notifications() -> NotificationService:
    _connection()
    sender = ApiGatewaySender(client("apigatewaymanagementapi", settings().ws_callback_url or None))
    return NotificationService(connections=DynamoConnectionStore(), sender=sender, clock=utc_now)

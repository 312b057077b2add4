"""The only place where ports meet adapters. Everything is made on first use and kept."""

import os
from functools import cache
from typing import TYPE_CHECKING, Any

from pynamodb.connection import Connection
from pynamodb.models import Model

from speaknode.access.dynamo import ApiKeyRecord, DynamoApiKeyStore
from speaknode.access.identity import IdentityService
from speaknode.access.oidc import KeySet, OidcVerifier
from speaknode.access.service import AccessService
from speaknode.agents.dynamo import AgentRecord, DynamoAgentStore
from speaknode.agents.service import AgentService
from speaknode.analysis.dynamo import AnalysisRecord
from speaknode.credentials.dynamo import CredentialRecord, DynamoCredentialStore
from speaknode.credentials.service import CredentialService
from speaknode.events.eventbridge import OutboxPublisher
from speaknode.kit.clock import utc_now
from speaknode.kit.dynamo import bind
from speaknode.kit.outbox import OutboxRecord
from speaknode.kit.settings import settings
from speaknode.knowledge.dynamo import DynamoKnowledgeStore, KnowledgeRecord
from speaknode.models.dynamo import DynamoModelStore, ModelRecord
from speaknode.notifications.apigateway import ApiGatewaySender
from speaknode.notifications.dynamo import ConnectionRecord, DynamoConnectionStore
from speaknode.notifications.service import NotificationService
from speaknode.phone_numbers.dynamo import DynamoPhoneNumberStore, PhoneNumberRecord
from speaknode.sessions.dynamo import SessionRecord
from speaknode.sessions.livekit import LiveKitRooms
from speaknode.sessions.reports import SessionReports
from speaknode.sessions.s3 import S3RecordingFiles
from speaknode.sessions.service import SessionService
from speaknode.sessions.sqs import SqsReportQueue
from speaknode.sessions.store import DynamoSessionStore
from speaknode.spaces.dynamo import DynamoSpaceStore, SpaceRecord
from speaknode.spaces.service import SpaceService
from speaknode.telephony.dynamo import AccountRecord, DynamoAccountStore
from speaknode.tools.dynamo import DynamoToolStore, ToolRecord
from speaknode.tools.service import ToolService
from speaknode.widget.dynamo import DynamoRateCounter, RateRecord
from speaknode.widget.service import WidgetService

if TYPE_CHECKING:  # imported where they are made: most functions never need them
    from speaknode.agents.transfer import AgentTransfer
    from speaknode.analysis.runs import AnalysisRuns
    from speaknode.analysis.service import AnalysisService
    from speaknode.calls.service import CallService
    from speaknode.egress.fetch import Egress
    from speaknode.knowledge.embedding import OpenAiEmbedder
    from speaknode.knowledge.processing import KnowledgeProcessing
    from speaknode.knowledge.s3 import S3KnowledgeFiles
    from speaknode.knowledge.service import KnowledgeService
    from speaknode.models.service import ModelService
    from speaknode.phone_numbers.service import PhoneNumberService
    from speaknode.telephony.doctor import SipDoctor
    from speaknode.telephony.ports import Carrier
    from speaknode.telephony.service import TelephonyService
    from speaknode.telephony.sip.livekit import LiveKitSipGateway

TABLES: dict[type[Model], str] = {
    AgentRecord: "agents_table",
    ToolRecord: "tools_table",
    SpaceRecord: "spaces_table",
    ApiKeyRecord: "access_table",
    SessionRecord: "sessions_table",
    AnalysisRecord: "sessions_table",
    KnowledgeRecord: "knowledge_table",
    AccountRecord: "telephony_accounts_table",
    PhoneNumberRecord: "phone_numbers_table",
    ConnectionRecord: "connections_table",
    OutboxRecord: "outbox_table",
    CredentialRecord: "credentials_table",
    ModelRecord: "models_table",
    RateRecord: "access_table",
}
"""Which setting names a record's table."""


@cache
def connection() -> Connection:
    """Binds every record to its table, and is the connection that transactions use."""
    config = settings()
    for record, setting in TABLES.items():
        bind(record, getattr(config, setting), config)
    return Connection(region=config.aws_region, host=config.aws_endpoint_url)


@cache
def client(service: str, endpoint_url: str | None = None) -> Any:
    """A boto3 client; boto3 is imported here because many functions need none."""
    import boto3
    from botocore.config import Config

    options = Config(
        retries={"mode": "standard", "max_attempts": 3},
        connect_timeout=2,
        read_timeout=10,
        s3={"addressing_style": "path"},
        # Links by version 2 work in old regions only, and do not bind the length of an upload.
        signature_version="s3v4" if service == "s3" else None,
    )
    make: Any = boto3.client  # its overloads want a literal service name
    return make(
        service, region_name=settings().aws_region, endpoint_url=endpoint_url, config=options
    )


@cache
def egress() -> "Egress":
    """The door to the internet for what users name: tools, web pages, webhooks."""
    from speaknode.egress.fetch import Egress
    from speaknode.egress.policy import Policy

    return Egress(Policy(opened=settings().tool_hosts()))


@cache
def tools() -> ToolService:
    return ToolService(store=DynamoToolStore(connection()), clock=utc_now)


@cache
def agents() -> AgentService:
    return AgentService(store=DynamoAgentStore(connection()), tools=tools(), clock=utc_now)


@cache
def agent_transfer() -> "AgentTransfer":
    from speaknode.agents.transfer import AgentTransfer  # brings a YAML parser, for two routes

    return AgentTransfer(agents=agents(), tools=tools())


@cache
def credentials() -> CredentialService:
    from speaknode.credentials.kms import KmsVault  # brings OpenSSL: for those who seal or open

    connection()
    vault = KmsVault(client=client("kms"), key_id=settings().kms_key_id)
    return CredentialService(store=DynamoCredentialStore(), vault=vault, clock=utc_now)


@cache
def models() -> "ModelService":
    from speaknode.models.http import HttpVendorApi  # httpx is for the few who ask a vendor
    from speaknode.models.service import ModelService
    from speaknode.models.voices import listers

    connection()
    return ModelService(
        store=DynamoModelStore(),
        keys=credentials(),
        api=HttpVendorApi(),
        voices=listers(),
        environment=os.environ,
    )


@cache
def spaces() -> SpaceService:
    return SpaceService(store=DynamoSpaceStore(connection()), clock=utc_now)


@cache
def access() -> AccessService:
    connection()
    return AccessService(store=DynamoApiKeyStore(), clock=utc_now)


@cache
def identity() -> IdentityService:
    """Kept for the life of the function, and with it the issuer's keys."""
    config = settings()
    oidc = None
    if config.oidc_issuer:
        keys = KeySet(config.oidc_issuer)
        oidc = OidcVerifier(issuer=config.oidc_issuer, audience=config.oidc_audience, keys=keys)
    return IdentityService(access=access(), spaces=spaces(), oidc=oidc)


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
def sessions() -> SessionService:
    return SessionService(
        store=DynamoSessionStore(connection()),
        rooms=rooms(),
        queue=report_queue(),
        files=S3RecordingFiles(client=client("s3"), bucket=settings().recordings_bucket),
        agents=agents(),
        tools=tools(),
        clock=utc_now,
    )


@cache
def session_reports() -> SessionReports:
    return SessionReports(
        store=DynamoSessionStore(connection()),
        rooms=rooms(),
        queue=report_queue(),
        clock=utc_now,
        rescue=lambda session: calls().rescue(session),
    )


@cache
def sip_gateway() -> "LiveKitSipGateway":
    from speaknode.telephony.models import Gateway
    from speaknode.telephony.sip.livekit import LiveKitSipGateway

    config = settings()
    addresses = [part.strip() for part in config.sip_outbound_addresses.split(",")]
    return LiveKitSipGateway(
        url=config.livekit_url,
        api_key=config.livekit_api_key,
        api_secret=config.livekit_api_secret.get_secret_value(),
        gateway=Gateway(
            domain=config.sip_domain,
            port=config.sip_port,
            outbound_addresses=[address for address in addresses if address],
        ),
    )


@cache
def carrier(name: str) -> "Carrier":
    from speaknode.telephony import registry
    from speaknode.telephony.ports import CarrierContext

    config = settings()
    context = CarrierContext(
        gateway=sip_gateway(),
        public_url=config.public_url,
        bridge_url=config.bridge_url,
        secret=config.livekit_api_secret.get_secret_value(),
    )
    return registry.make(name, context)


@cache
def telephony() -> "TelephonyService":
    from speaknode.credentials.kms import KmsVault
    from speaknode.telephony.service import TelephonyService

    connection()
    return TelephonyService(
        store=DynamoAccountStore(),
        vault=KmsVault(client=client("kms"), key_id=settings().kms_key_id),
        numbers=DynamoPhoneNumberStore(connection()),
        gateway=sip_gateway(),
        carrier=carrier,
        clock=utc_now,
    )


@cache
def phone_numbers() -> "PhoneNumberService":
    from speaknode.phone_numbers.service import PhoneNumberService

    return PhoneNumberService(
        store=DynamoPhoneNumberStore(connection()),
        accounts=telephony(),
        agents=agents(),
        clock=utc_now,
    )


@cache
def calls() -> "CallService":
    from speaknode.calls.livekit import LiveKitCallRooms
    from speaknode.calls.service import CallService

    config = settings()
    return CallService(
        store=DynamoSessionStore(connection()),
        rooms=LiveKitCallRooms(
            url=config.livekit_url,
            api_key=config.livekit_api_key,
            api_secret=config.livekit_api_secret.get_secret_value(),
        ),
        queue=report_queue(),
        agents=agents(),
        tools=tools(),
        numbers=phone_numbers(),
        accounts=telephony(),
        clock=utc_now,
    )


@cache
def sip_doctor() -> "SipDoctor":
    from speaknode.telephony.doctor import SipDoctor

    return SipDoctor(gateway=sip_gateway(), numbers=phone_numbers())


@cache
def outbox() -> OutboxPublisher:
    connection()
    return OutboxPublisher(client=client("events"), bus=settings().event_bus)


@cache
def notifications() -> NotificationService:
    connection()
    sender = ApiGatewaySender(client("apigatewaymanagementapi", settings().ws_callback_url or None))
    return NotificationService(connections=DynamoConnectionStore(), sender=sender, clock=utc_now)


@cache
def widgets() -> WidgetService:
    config = settings()
    connection()
    return WidgetService(
        agents=agents(),
        sessions=sessions(),
        rooms=rooms(),
        counter=DynamoRateCounter(utc_now),
        clock=utc_now,
        own_origins=frozenset({config.web_url} - {""}),
        limit_per_visitor=config.public_sessions_per_visitor,
        limit_per_agent=config.public_sessions_per_agent,
    )


def _knowledge_files() -> "S3KnowledgeFiles":
    from speaknode.knowledge.s3 import S3KnowledgeFiles

    return S3KnowledgeFiles(client=client("s3"), bucket=settings().knowledge_bucket)


@cache
def embedder() -> "OpenAiEmbedder | None":
    """None: knowledge is found by its words."""
    config = settings()
    if not config.embedding_model:
        return None
    from speaknode.knowledge.embedding import OpenAiEmbedder

    return OpenAiEmbedder(
        base_url=config.openai_base_url,
        api_key=config.openai_api_key.get_secret_value(),
        model=config.embedding_model,
    )


@cache
def knowledge() -> "KnowledgeService":
    from speaknode.knowledge.retrieval import Librarian
    from speaknode.knowledge.service import KnowledgeService
    from speaknode.knowledge.sqs import SqsProcessQueue

    connection()
    store, files = DynamoKnowledgeStore(), _knowledge_files()
    return KnowledgeService(
        store=store,
        files=files,
        queue=SqsProcessQueue(client=client("sqs"), queue_url=settings().knowledge_queue_url),
        librarian=Librarian(store=store, files=files, embedder=embedder()),
        clock=utc_now,
    )


@cache
def knowledge_processing() -> "KnowledgeProcessing":
    from speaknode.knowledge.processing import KnowledgeProcessing
    from speaknode.knowledge.web import EgressWeb

    connection()
    return KnowledgeProcessing(
        store=DynamoKnowledgeStore(),
        files=_knowledge_files(),
        web=EgressWeb(egress()),
        embedder=embedder(),
        clock=utc_now,
    )


@cache
def analysis() -> "AnalysisService":
    from speaknode.analysis.dynamo import DynamoAnalysisStore
    from speaknode.analysis.service import AnalysisService
    from speaknode.analysis.sqs import SqsAnalysisQueue

    return AnalysisService(
        store=DynamoAnalysisStore(connection()),
        sessions=DynamoSessionStore(connection()),
        agents=agents(),
        queue=SqsAnalysisQueue(client=client("sqs"), queue_url=settings().analysis_queue_url),
        clock=utc_now,
    )


@cache
def analysis_runs() -> "AnalysisRuns":
    from speaknode.analysis.analysts import ConfiguredAnalysts
    from speaknode.analysis.dynamo import DynamoAnalysisStore
    from speaknode.analysis.runs import AnalysisRuns

    return AnalysisRuns(
        store=DynamoAnalysisStore(connection()),
        sessions=DynamoSessionStore(connection()),
        analysts=ConfiguredAnalysts(settings()),
        clock=utc_now,
    )

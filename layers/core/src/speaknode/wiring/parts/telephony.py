"""The telephone: carriers, numbers, calls."""

from functools import cache
from typing import TYPE_CHECKING

from pynamodb.connection import Connection
from pynamodb.models import Model

from speaknode.kit.clock import utc_now
from speaknode.kit.settings import settings
from speaknode.phone_numbers.dynamo import DynamoPhoneNumberStore, PhoneNumberRecord
from speaknode.telephony.dynamo import AccountRecord, DynamoAccountStore
from speaknode.wiring.parts.agents import agents, tools
from speaknode.wiring.parts.ground import client, connect
from speaknode.wiring.parts.sessions import (
    report_queue,
    rooms,
    session_reports,
    session_store,
    sessions,
)

if TYPE_CHECKING:  # imported where they are made: most functions never need them
    from speaknode.calls.livekit import LiveKitCallRooms
    from speaknode.calls.rescue import CallRescue
    from speaknode.calls.service import CallService
    from speaknode.phone_numbers.service import PhoneNumberService
    from speaknode.sessions.imports import SessionImport
    from speaknode.telephony.doctor import SipDoctor
    from speaknode.telephony.elevenlabs.webhook import ElevenLabsWebhook
    from speaknode.telephony.history import HistorySync
    from speaknode.telephony.ports import Carrier
    from speaknode.telephony.service import TelephonyService
    from speaknode.telephony.sip.livekit import LiveKitSipGateway
    from speaknode.telephony.spent import DynamoSpent
    from speaknode.telephony.trace import CallTrace
    from speaknode.telephony.twilio.webhook import TwilioWebhook
    from speaknode.telephony.voximplant.webhook import VoxImplantWebhook

TABLES: dict[type[Model], str] = {
    AccountRecord: "telephony_accounts_table",
    PhoneNumberRecord: "phone_numbers_table",
}


@cache
def _connection() -> Connection:
    return connect(TABLES)


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
            tls_port=config.sip_tls_port or None,
            transports=["udp", "tcp", *(["tls"] if config.sip_tls_port else [])],
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

    _connection()
    return TelephonyService(
        store=DynamoAccountStore(),
        vault=KmsVault(client=client("kms"), key_id=settings().kms_key_id),
        numbers=DynamoPhoneNumberStore(_connection()),
        gateway=sip_gateway(),
        carrier=carrier,
        clock=utc_now,
    )


@cache
def phone_numbers() -> "PhoneNumberService":
    from speaknode.phone_numbers.service import PhoneNumberService

    return PhoneNumberService(
        store=DynamoPhoneNumberStore(_connection()),
        accounts=telephony(),
        agents=agents(),
        clock=utc_now,
    )


@cache
def _call_rooms() -> "LiveKitCallRooms":
    from speaknode.calls.livekit import LiveKitCallRooms

    config = settings()
    return LiveKitCallRooms(
        url=config.livekit_url,
        api_key=config.livekit_api_key,
        api_secret=config.livekit_api_secret.get_secret_value(),
    )


@cache
def calls() -> "CallService":
    from speaknode.calls.service import CallService

    return CallService(
        store=session_store(),
        rooms=_call_rooms(),
        queue=report_queue(),
        agents=agents(),
        tools=tools(),
        numbers=phone_numbers(),
        accounts=telephony(),
        clock=utc_now,
    )


@cache
def rescue() -> "CallRescue":
    from speaknode.calls.rescue import CallRescue
    from speaknode.telephony.announcer import BridgeAnnouncer

    config = settings()
    secret = config.livekit_api_secret.get_secret_value()
    return CallRescue(
        numbers=phone_numbers(),
        accounts=telephony(),
        rooms=_call_rooms(),
        announcer=BridgeAnnouncer(bridge_url=config.bridge_url, secret=secret, clock=utc_now),
    )


@cache
def twilio_webhook() -> "TwilioWebhook":
    from speaknode.telephony.first_seen import DynamoFirstSeen
    from speaknode.telephony.twilio.webhook import TwilioWebhook

    config = settings()
    return TwilioWebhook(
        calls=calls(),
        sessions=sessions(),
        numbers=phone_numbers(),
        reports=report_queue(),
        rooms=rooms(),
        first_seen=DynamoFirstSeen(client("dynamodb"), config.idempotency_table),
        clock=utc_now,
        public_url=config.public_url,
        bridge_url=config.bridge_url,
        secret=config.livekit_api_secret.get_secret_value(),
    )


@cache
def voximplant_webhook() -> "VoxImplantWebhook":
    from speaknode.telephony.first_seen import DynamoFirstSeen
    from speaknode.telephony.voximplant.webhook import VoxImplantWebhook

    config = settings()
    return VoxImplantWebhook(
        calls=calls(),
        sessions=sessions(),
        numbers=phone_numbers(),
        reports=report_queue(),
        rooms=rooms(),
        first_seen=DynamoFirstSeen(client("dynamodb"), config.idempotency_table),
        clock=utc_now,
        bridge_url=config.bridge_url,
        secret=config.livekit_api_secret.get_secret_value(),
    )


@cache
def _imports() -> "SessionImport":
    from speaknode.sessions.imports import SessionImport
    from speaknode.sessions.s3 import S3RecordingFiles

    return SessionImport(
        store=session_store(),
        reports=session_reports(),
        files=S3RecordingFiles(client=client("s3"), bucket=settings().recordings_bucket),
    )


@cache
def elevenlabs_webhook() -> "ElevenLabsWebhook":
    from speaknode.telephony.elevenlabs.webhook import ElevenLabsWebhook

    return ElevenLabsWebhook(imports=_imports(), clock=utc_now)


@cache
def call_history() -> "HistorySync":
    from speaknode.telephony.first_seen import DynamoFirstSeen
    from speaknode.telephony.history import DynamoLedger, HistorySync
    from speaknode.telephony.ports import HistoryContext

    first_seen = DynamoFirstSeen(client("dynamodb"), settings().idempotency_table)
    context = HistoryContext(find_number=phone_numbers().find, first_seen=first_seen.known)
    return HistorySync(
        accounts=lambda: telephony().histories(context),
        imports=_imports(),
        ledger=DynamoLedger(client("dynamodb"), settings().idempotency_table),
        clock=utc_now,
    )


@cache
def media_tokens() -> "DynamoSpent":
    from speaknode.telephony.spent import DynamoSpent

    return DynamoSpent(client("dynamodb"), settings().idempotency_table)


@cache
def sip_doctor() -> "SipDoctor":
    from speaknode.telephony.doctor import SipDoctor

    return SipDoctor(gateway=sip_gateway(), numbers=phone_numbers(), accounts=telephony())


@cache
def call_trace() -> "CallTrace":
    from speaknode.telephony.trace import CallTrace

    numbers = DynamoPhoneNumberStore(_connection())
    return CallTrace(sessions=sessions(), numbers=numbers, accounts=DynamoAccountStore())

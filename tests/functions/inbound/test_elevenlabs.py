"""ElevenLabs end to end in memory: an account, a number of ours given to its agent, the webhook, the history."""

import json
import time
from typing import Any

import boto3
import pytest
from tests.support.elevenlabs.api import AGENT, AUDIO, KEY, FakeElevenLabs, signature
from tests.support.telephony import stored_account

from inbound.elevenlabs import handler
from speaknode import wiring
from speaknode.kit.errors import InvalidError
from speaknode.kit.settings import settings
from speaknode.phone_numbers.schemas import PhoneNumberCreate
from speaknode.sessions.schemas import SessionQuery
from speaknode.telephony.elevenlabs.client import ElevenLabsClient
from speaknode.telephony.schemas import AccountCreate
from speaknode.telephony.sip.livekit import LiveKitSipGateway
from telephony import history

pytestmark = pytest.mark.usefixtures("memory_aws")
SPACE, SECRET = "spc_1", "wsec_1"


@pytest.fixture
def eleven(monkeypatch: pytest.MonkeyPatch) -> FakeElevenLabs:
    fake, original = FakeElevenLabs(), ElevenLabsClient.__init__

    def behind_the_fake(self: ElevenLabsClient, given: Any, **_: Any) -> None:
        original(self, given, transport=fake.transport)

    monkeypatch.setattr(ElevenLabsClient, "__init__", behind_the_fake)
    monkeypatch.setattr(LiveKitSipGateway, "sync", lambda self, plan: {"outbound_trunk_id": "ST_1"})
    return fake


def made() -> str:
    data = {"api_key": KEY, "agent_id": AGENT, "webhook_secret": SECRET}
    create = AccountCreate(carrier="elevenlabs", name="Reception", settings=data)
    return wiring.telephony().create(SPACE, create).id


def post(account_id: str, told: Any, *, secret: str = SECRET) -> int:
    body = json.dumps(told)
    event = {
        "path": f"/hooks/elevenlabs/{SPACE}/{account_id}/post-call",
        "headers": {"ElevenLabs-Signature": signature(secret, body.encode(), int(time.time()))},
        "body": body,
    }
    return int(handler(event, None)["statusCode"])  # type: ignore[arg-type]


def test_a_conversation_is_there_once_with_its_audio(eleven: FakeElevenLabs) -> None:
    account_id = made()
    now = int(time.time()) - 60
    told = eleven.hold("conv_1", metadata={"start_time_unix_secs": now, "call_duration_secs": 30})
    event = {"type": "post_call_transcription", "data": told}
    assert post(account_id, event) == 200
    assert post(account_id, event) == 200
    for _ in range(2):
        history.handler({}, None)  # type: ignore[arg-type]
    (session,) = wiring.sessions().list(SPACE, SessionQuery()).items
    assert (session.agent_id, session.agent_name) == (account_id, "Reception")
    detail = wiring.sessions().get_detail(SPACE, session.id)
    assert [turn.text for turn in detail.turns] == [
        "Hello, reception.", "When do you open?", "At nine.",
    ]  # fmt: skip
    (recording,) = detail.recordings
    stored = boto3.client("s3").get_object(Bucket=settings().recordings_bucket, Key=recording.key)
    assert stored["Body"].read() == AUDIO


@pytest.mark.parametrize("wrong", ["secret", "account", "body"])
def test_what_is_not_theirs_is_refused(eleven: FakeElevenLabs, wrong: str) -> None:
    account_id = "tel_none" if wrong == "account" else made()
    told = [] if wrong == "body" else {"type": "post_call_transcription", "data": {}}
    status = post(account_id, told, secret="x" if wrong == "secret" else SECRET)
    assert status == (400 if wrong == "body" else 403)
    assert wiring.sessions().list(SPACE, SessionQuery()).items == []


def test_a_number_is_given_to_the_agent(eleven: FakeElevenLabs) -> None:
    account_id, pbx = made(), stored_account(SPACE)
    numbers = wiring.phone_numbers()

    def bind(**fields: Any) -> Any:
        base = {"number": "+15550001", "telephony_account_id": pbx.id} | fields
        return numbers.create(SPACE, PhoneNumberCreate.model_validate(base))

    with pytest.raises(InvalidError, match="only one of them"):
        bind(external_agent_id=account_id, agent_id="agt_1")
    with pytest.raises(InvalidError, match="external agent"):
        bind(external_agent_id=pbx.id)
    with pytest.raises(InvalidError, match="inbound"):
        bind(telephony_account_id=account_id)
    bind(external_agent_id=account_id)
    assert [row["phone_number"] for row in eleven.numbers.values()] == ["+15550001"]

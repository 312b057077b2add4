"""ElevenLabs' conversations as sessions: by history and by webhook, in any order, each of them once."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.core.telephony.elevenlabs.test_carrier import account
from tests.support.builders import FakeClock, session, spec_of
from tests.support.elevenlabs.api import AGENT, AUDIO, BEGAN, FakeElevenLabs, signature
from tests.support.memory import (
    MemoryCatalogue,
    MemoryQueue,
    MemoryRescuer,
    MemoryRooms,
    MemorySessionStore,
)

from speaknode.costs.service import CostService
from speaknode.kit.errors import ForbiddenError, InvalidError
from speaknode.phone_numbers.errors import PhoneNumberNotFoundError
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions.imports import SessionImport
from speaknode.sessions.models import Channel, EndReason, RecordingStatus, Role, SessionStatus
from speaknode.sessions.reports import SessionReports
from speaknode.telephony.elevenlabs.client import ElevenLabsClient
from speaknode.telephony.elevenlabs.history import ElevenLabsHistory
from speaknode.telephony.elevenlabs.webhook import ElevenLabsWebhook
from speaknode.telephony.history import HistorySync
from speaknode.telephony.models import OpenAccount
from speaknode.telephony.ports import CallHistory, HistoryContext

NOW = datetime.fromtimestamp(BEGAN + 60, tz=UTC)
OURS = "ses_01M7XPBVC3TD639344TT89WYGE"


class MemoryLedger:
    def __init__(self) -> None:
        self.keys = set[str]()
        self.looks: dict[str, datetime] = {}

    def has(self, key: str) -> bool:
        return key in self.keys

    def add(self, key: str, now: datetime) -> None:
        self.keys.add(key)

    def looked(self, account_id: str) -> datetime | None:
        return self.looks.get(account_id)

    def look(self, account_id: str, now: datetime) -> None:
        self.looks[account_id] = now


def _no_number(number: str) -> PhoneNumber:
    raise PhoneNumberNotFoundError(number)


class World:
    def __init__(self) -> None:
        self.eleven, self.clock, self.store = FakeElevenLabs(), FakeClock(NOW), MemorySessionStore()
        self.files: dict[str, bytes] = {}
        self.ledger = MemoryLedger()
        reports = SessionReports(
            store=self.store, rooms=MemoryRooms(), queue=MemoryQueue(), clock=self.clock,
            rescuer=MemoryRescuer(), costs=CostService(MemoryCatalogue()),
        )  # fmt: skip
        self.imports = SessionImport(store=self.store, reports=reports, files=self)
        self.sync = HistorySync(
            accounts=self._accounts, imports=self.imports, ledger=self.ledger, clock=self.clock
        )
        self.webhook = ElevenLabsWebhook(imports=self.imports, clock=self.clock)

    def put(self, key: str, content: bytes, content_type: str) -> None:
        self.files[key] = content

    def _accounts(self) -> Iterator[tuple[OpenAccount, CallHistory]]:
        history = ElevenLabsHistory(
            HistoryContext(find_number=_no_number, first_seen=lambda key: None),
            lambda settings: ElevenLabsClient(settings, transport=self.eleven.transport),
        )
        yield account(webhook_secret="wsec_1"), history

    def post(self, told: Any, secret: str = "wsec_1", age_s: int = 0) -> None:
        body = json.dumps(told).encode()
        at = int(self.clock.now.timestamp()) - age_s
        self.webhook.take(account(webhook_secret="wsec_1"), body, signature(secret, body, at))


@pytest.fixture
def world() -> World:
    return World()


def test_a_conversation_becomes_a_session_with_its_transcript_and_audio(world: World) -> None:
    world.eleven.hold("conv_1")
    assert world.sync.run() == (1, 0)
    (stored,) = world.store.rows.values()
    made = stored.session
    assert (made.channel, made.caller, made.called) == (Channel.PHONE_IN, "+15552222", "+15550001")
    assert (made.status, made.end_reason, made.duration_s) == (
        SessionStatus.COMPLETED, EndReason.CALLER_HANGUP, 22.0,
    )  # fmt: skip
    parts = world.store.get_parts(made.id)
    assert [(turn.role, turn.text, turn.interrupted) for turn in parts.turns] == [
        (Role.AGENT, "Hello, reception.", False),
        (Role.USER, "When do you open?", False),
        (Role.AGENT, "At nine.", True),
    ]
    (call,) = parts.tool_calls
    assert (call.code, call.arguments, call.response) == (
        "opening_hours", {"day": "monday"}, "at nine",
    )  # fmt: skip
    assert made.recording is RecordingStatus.STORED
    assert world.files == {f"spc_1/{made.id}/mix.mp3": AUDIO}


def test_completion_is_told_after_all_that_was_said(world: World) -> None:
    world.eleven.hold("conv_1")
    world.sync.run()
    kinds = [event.type.value for event in world.store.events.values()]
    assert kinds[-1] == "session.completed"
    assert kinds.count("session.completed") == 1
    assert kinds.index("session.completed") > kinds.index("turn.completed")


def test_it_is_taken_once(world: World) -> None:
    for number in range(5):  # more than a page
        world.eleven.hold(f"conv_{number}")
    assert world.sync.run() == (5, 0)
    world.eleven.called.clear()
    assert world.sync.run() == (0, 0)
    assert not [call for call in world.eleven.called if call.startswith("GET conversations/")]
    world.ledger.keys.clear()  # it died before it could note it
    assert world.sync.run() == (5, 0)
    assert len(world.store.rows) == 5
    turns = [len(world.store.get_parts(id_).turns) for id_ in world.store.rows]
    assert turns == [3] * 5


def test_one_that_goes_on_is_taken_when_it_is_over(world: World) -> None:
    world.eleven.hold("conv_1", status="in-progress")
    assert world.sync.run() == (0, 0)
    world.clock.advance(4 * 3600)
    world.eleven.hold("conv_1")
    assert world.sync.run() == (1, 0)


def test_the_call_that_came_through_us_stays_one_session(world: World) -> None:
    made = session(id=OURS, agent_id="tel_1", external_agent_id="tel_1", channel=Channel.PHONE_IN)
    world.store.insert(made, spec_of(made))
    world.eleven.hold("conv_1", phone_call={"sip_header_dynamic_variables": {"sip_call_id": OURS}})
    world.sync.run()
    assert list(world.store.rows) == [OURS]
    assert len(world.store.get_parts(OURS).turns) == 3
    assert world.store.rows[OURS].session.recording is RecordingStatus.STORED


def test_a_call_that_names_somebody_elses_session_changes_nothing(world: World) -> None:
    other = session(id=OURS, space_id="spc_2")
    world.store.insert(other, spec_of(other))
    world.eleven.hold("conv_1", phone_call={"call_sid": OURS})
    world.sync.run()
    assert world.store.rows[OURS].session == other
    assert world.store.get_parts(OURS).turns == []


def test_an_elevenlabs_that_is_down_is_asked_again(world: World) -> None:
    world.eleven.hold("conv_1")
    world.eleven.down.add("audio")
    assert world.sync.run() == (0, 1)
    (stored,) = world.store.rows.values()
    assert stored.session.recording is RecordingStatus.EXPECTED
    world.eleven.down.clear()
    assert world.sync.run() == (1, 0)
    (stored,) = world.store.rows.values()
    assert stored.session.recording is RecordingStatus.STORED


def test_a_conversation_without_audio(world: World) -> None:
    world.eleven.hold("conv_1", has_audio=False, status="failed")
    world.sync.run()
    (stored,) = world.store.rows.values()
    assert stored.session.recording is RecordingStatus.NONE
    assert stored.session.end_reason is EndReason.ERROR


def test_the_webhook_tells_it_first_and_the_history_brings_the_audio(world: World) -> None:
    told = world.eleven.hold("conv_1")
    world.post({"type": "post_call_transcription", "event_timestamp": BEGAN, "data": told})
    (stored,) = world.store.rows.values()
    assert len(world.store.get_parts(stored.session.id).turns) == 3
    assert world.files == {}
    world.post({"type": "post_call_transcription", "event_timestamp": BEGAN, "data": told})
    world.sync.run()
    assert list(world.files.values()) == [AUDIO]
    assert len(world.store.rows) == 1
    assert len(world.store.get_parts(stored.session.id).turns) == 3


def test_a_webhook_that_is_not_theirs(world: World) -> None:
    told: Any = {"type": "post_call_transcription", "data": world.eleven.hold("conv_1")}
    with pytest.raises(ForbiddenError):
        world.post(told, secret="wrong")
    with pytest.raises(ForbiddenError):
        world.post(told, age_s=31 * 60)
    with pytest.raises(ForbiddenError):
        world.webhook.take(account(), b"{}", signature("wsec_1", b"{}", BEGAN + 60))
    with pytest.raises(ForbiddenError, match="another agent"):
        world.post(told | {"data": told["data"] | {"agent_id": "agent_other"}})
    with pytest.raises(InvalidError):
        world.post({"type": "post_call_transcription", "data": {"agent_id": AGENT}})
    assert world.store.rows == {}


def test_events_without_words_are_none_of_ours(world: World) -> None:
    world.post({"type": "post_call_audio", "data": {"full_audio": "UklGRg=="}})
    assert world.store.rows == {}


def test_the_signature_is_the_one_their_own_library_makes(world: World) -> None:
    """Made and taken by `elevenlabs` 2.78, `WebhooksClient.construct_event`."""
    body = b'{"type":"post_call_transcription"}'
    world.clock.now = datetime.fromtimestamp(1_795_000_105, tz=UTC)
    assert signature("wsec_1", body, 1_795_000_100) == f"t=1795000100,{THEIRS}"
    for header in ("", "t=1795000100", THEIRS, "t=x," + THEIRS, f"t=1795000101,{THEIRS}"):
        with pytest.raises(ForbiddenError):
            world.webhook.take(account(webhook_secret="wsec_1"), body, header)


def test_a_long_list_is_taken_in_parts(world: World) -> None:
    world.eleven.page_size = 100
    for number in range(45):
        world.eleven.hold(f"conv_{number}", has_audio=False)
    assert world.sync.run() == (40, 0)
    world.clock.advance(timedelta(minutes=1).total_seconds())
    assert world.sync.run() == (5, 0)


THEIRS = "v0=d90a85b91d69649beb13ff4b2f37bd4ac38b83c7ba10f9dd4ffdbcfeb6d3b289"

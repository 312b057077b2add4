"""VoxImplant's call history: what it recorded, and the calls that no agent of ours ever held."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.core.telephony.elevenlabs.test_history import MemoryLedger
from tests.core.telephony.voximplant.test_carrier import account
from tests.support.builders import NOON, FakeClock, session, spec_of
from tests.support.memory import (
    MemoryCatalogue,
    MemoryQueue,
    MemoryRescuer,
    MemoryRooms,
    MemorySessionStore,
)
from tests.support.voximplant.api import FakeVoxImplant

from speaknode.calls.models import session_id_of
from speaknode.costs.service import CostService
from speaknode.kit.errors import InvalidError
from speaknode.phone_numbers.errors import PhoneNumberNotFoundError
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions.imports import SessionImport
from speaknode.sessions.models import Channel, EndReason, RecordingStatus, Session, SessionStatus
from speaknode.sessions.reports import SessionReports
from speaknode.telephony.history import HistorySync
from speaknode.telephony.models import OpenAccount
from speaknode.telephony.ports import CallHistory, HistoryContext
from speaknode.telephony.voximplant.client import VoxClient
from speaknode.telephony.voximplant.history import VoxImplantHistory

RECORD = {"record_url": "https://storage-gw-us-01.voximplant.com/voximplant-records/1.mp3"}


class World:
    def __init__(self) -> None:
        self.vox, self.store, self.files = (
            FakeVoxImplant(),
            MemorySessionStore(),
            dict[str, bytes](),
        )
        self.seen: dict[str, datetime] = {}
        self.clock = FakeClock(datetime(2026, 11, 20, 13, 0, tzinfo=UTC))
        reports = SessionReports(
            store=self.store, rooms=MemoryRooms(), queue=MemoryQueue(), clock=self.clock,
            rescuer=MemoryRescuer(), costs=CostService(MemoryCatalogue()),
        )  # fmt: skip
        self.sync = HistorySync(
            accounts=self._accounts,
            imports=SessionImport(store=self.store, reports=reports, files=self),
            ledger=MemoryLedger(),
            clock=self.clock,
        )

    def put(self, key: str, content: bytes, content_type: str) -> None:
        self.files[key] = content

    def _accounts(self) -> Iterator[tuple[OpenAccount, CallHistory]]:
        context = HistoryContext(find_number=self._number, first_seen=self.seen.get)
        history = VoxImplantHistory(
            context, lambda settings: VoxClient(settings, transport=self.vox.transport)
        )
        yield account({"application_id": "7"}), history

    def _number(self, number: str) -> PhoneNumber:
        if number != "+15550001":
            raise PhoneNumberNotFoundError(number)
        return PhoneNumber(
            id="pn_1", space_id="spc_1", number=number, telephony_account_id=account().id,
            agent_id="agt_1", created_at=NOON, updated_at=NOON,
        )  # fmt: skip

    def held(self, session_id: str) -> None:
        made = session(id=session_id, channel=Channel.PHONE_IN)
        self.store.insert(made, spec_of(made))

    @property
    def only(self) -> Session:
        (stored,) = self.store.rows.values()
        return stored.session


@pytest.fixture
def world() -> World:
    return World()


def test_a_call_that_nobody_here_took_is_a_session_all_the_same(world: World) -> None:
    world.vox.hold(501)
    assert world.sync.run() == (1, 0)
    made = world.only
    assert (made.agent_id, made.caller, made.called) == ("agt_1", "+15552222", "+15550001")
    assert (made.status, made.end_reason) == (SessionStatus.FAILED, EndReason.NEVER_JOINED)
    assert world.sync.run() == (0, 0)


def test_a_caller_whom_the_human_took_was_transferred(world: World) -> None:
    row = world.vox.hold(501, records=[RECORD])
    row["calls"].append({**row["calls"][0], "incoming": False, "start_time": "2026-11-20 12:00:09"})
    world.sync.run()
    assert world.only.end_reason is EndReason.TRANSFERRED
    assert world.only.recording is RecordingStatus.STORED
    assert list(world.files) == [f"spc_1/{world.only.id}/mix.mp3"]


def test_the_call_of_a_session_brings_only_its_recording(world: World) -> None:
    key = f"voximplant:{account().id}:501"
    world.seen[key] = NOON
    world.held(session_id_of(key, NOON))
    world.vox.hold(501, records=[RECORD])
    world.sync.run()
    assert world.only.id == session_id_of(key, NOON)
    assert world.only.recording is RecordingStatus.STORED


def test_a_call_that_we_started_is_found_by_its_id(world: World) -> None:
    made = session(channel=Channel.PHONE_OUT)
    world.store.insert(made, spec_of(made))
    world.vox.hold(501, custom_data=f"{made.id} 30", records=[RECORD])
    world.sync.run()
    assert world.only.recording is RecordingStatus.STORED


def test_what_we_recorded_ourselves_is_not_fetched(world: World) -> None:
    made = session(channel=Channel.PHONE_OUT, recording=RecordingStatus.STORED)
    world.store.insert(made, spec_of(made))
    world.vox.hold(501, custom_data=made.id, records=[RECORD])
    assert world.sync.run() == (1, 0)
    assert world.files == {}


def test_calls_that_go_on_or_are_not_ours_are_left_alone(world: World) -> None:
    world.vox.hold(501, finish_reason=None)
    row = world.vox.hold(502)
    row["calls"][0]["local_number"] = "15559999"
    world.vox.hold(503, calls=[])
    world.sync.run()
    assert world.store.rows == {}


@pytest.mark.parametrize(
    "url", ["https://evil.example/1.mp3", "http://storage.voximplant.com/1.mp3", "file:///etc/x"]
)
def test_a_recording_is_asked_of_voximplant_alone(world: World, url: str) -> None:
    client = VoxClient(account().settings, transport=world.vox.transport)
    with pytest.raises(InvalidError, match="not a recording"):
        client.download(url)

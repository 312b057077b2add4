"""An analysis from the end of a conversation, or from a request, to its event; told once, whatever is retried."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from tests.support.builders import FakeClock, session, spec_of, turn
from tests.support.memory import MemoryCatalogue, MemorySessionStore

from speaknode import wiring
from speaknode.agents.errors import AgentNotFoundError
from speaknode.agents.models import Agent, AgentConfig, ProviderRef
from speaknode.agents.outcome import AnalysisConfig, AnalysisCriterion, SummaryConfig
from speaknode.analysis.dynamo import DynamoAnalysisStore
from speaknode.analysis.errors import (
    AnalysisNotFoundError,
    ModelAwayError,
    ModelRefusedError,
    NothingToAnalyseError,
    SessionNotEndedError,
    UnusableAnswerError,
)
from speaknode.analysis.models import (
    AnalysisStatus,
    Conversation,
    Findings,
    MeteredFindings,
    RunAnalysis,
    StoredAnalysis,
)
from speaknode.analysis.ports import AnalysisStore
from speaknode.analysis.runs import DELAYS_S, AnalysisRuns
from speaknode.analysis.schemas import AnalysisInput, AnalysisRequest
from speaknode.analysis.service import AnalysisService
from speaknode.costs.models import UsedModel
from speaknode.costs.service import CostService
from speaknode.events.domain import DomainEvent, EventType
from speaknode.kit.errors import ConflictError, UnavailableError
from speaknode.kit.outbox import OutboxRecord
from speaknode.models.models import CatalogueModel, Price, PriceUnit
from speaknode.providers import ProviderKind
from speaknode.sessions.errors import SessionNotFoundError
from speaknode.sessions.models import SessionStatus
from speaknode.sessions.store import DynamoSessionStore

WANTED = AnalysisConfig(
    summary=SummaryConfig(enabled=True),
    criteria=[AnalysisCriterion(name="polite", description="The agent was polite.")],
)
ENDED: dict[str, Any] = {"status": SessionStatus.COMPLETED}


class MemoryAnalysisStore:
    def __init__(self) -> None:
        self.rows: dict[str, StoredAnalysis] = {}
        self.events: list[DomainEvent] = []

    def get(self, session_id: str) -> StoredAnalysis | None:
        return self.rows.get(session_id)

    def put(
        self,
        stored: StoredAnalysis,
        *,
        previous_revision: int | None,
        events: tuple[DomainEvent, ...] = (),
    ) -> None:
        current = self.rows.get(stored.analysis.session_id)
        if (current.revision if current else None) != previous_revision:
            raise ConflictError("the analysis was changed meanwhile")
        self.rows[stored.analysis.session_id] = stored
        self.events += events


class Analyst:
    name = "fake"

    def __init__(self) -> None:
        self.fails_with: BaseException | None = None
        self.read: list[Conversation] = []
        self.used: UsedModel | None = None

    def for_llm(self, llm: ProviderRef, space_id: str) -> "Analyst":
        return self

    def analyse(self, conversation: Conversation, wanted: AnalysisConfig) -> Findings:
        self.read.append(conversation)
        if self.fails_with is not None:
            raise self.fails_with
        summary = f"{len(conversation.turns)} turns"
        if self.used is None:
            return Findings(summary=summary)
        return MeteredFindings(summary=summary, used=self.used)


class Queue:
    def __init__(self) -> None:
        self.sent: list[RunAnalysis] = []
        self.delays_s: list[int] = []
        self.is_down = False

    def send(self, message: RunAnalysis, *, delay_s: int = 0) -> None:
        if self.is_down:
            raise UnavailableError("down")
        self.delays_s.append(delay_s)
        self.sent.append(message)


class Agents:
    def __init__(self) -> None:
        self.config: AgentConfig | None = None

    def resolve(
        self, space_id: str, agent_id: str, version: int | None
    ) -> tuple[Agent, int, AgentConfig]:
        if self.config is None:
            raise AgentNotFoundError(agent_id)
        return None, version or 0, self.config  # type: ignore[return-value]  # nobody asks for the agent


class Bench:
    def __init__(self) -> None:
        self.store, self.sessions = MemoryAnalysisStore(), MemorySessionStore()
        self.analyst, self.queue, self.agents = Analyst(), Queue(), Agents()
        self.catalogue, clock = MemoryCatalogue(), FakeClock()
        self.service = AnalysisService(
            store=self.store,
            sessions=self.sessions,
            agents=self.agents,
            queue=self.queue,
            clock=clock,
        )
        self.runs = AnalysisRuns(
            store=self.store,
            sessions=self.sessions,
            analysts=self.analyst,
            queue=self.queue,
            costs=CostService(self.catalogue),
            clock=clock,
        )

    def session(self, wanted: AnalysisConfig = WANTED, turns: int = 2, **fields: Any) -> str:
        made = session(**(ENDED | fields))
        config = AgentConfig(name="Ada", analysis=wanted)
        self.sessions.insert(made, spec_of(made).model_copy(update={"config": config}))
        for number in range(turns):
            self.sessions.add_part(made.id, turn(number))
        return made.id

    def after_the_end(self, session_id: str) -> AnalysisStatus | None:
        job = f"{session_id}.session.ended"
        return self.runs.run(RunAnalysis(session_id=session_id, job=job, is_automatic=True))


@pytest.fixture
def bench() -> Bench:
    return Bench()


class TestAfterTheEnd:
    def test_result_and_event_once(self, bench: Bench) -> None:
        session_id = bench.session()
        assert bench.after_the_end(session_id) is AnalysisStatus.READY
        assert bench.after_the_end(session_id) is None
        analysis = bench.service.get("spc_1", session_id)
        assert (analysis.summary, analysis.model, analysis.turn_count) == ("2 turns", "fake", 2)
        [event] = bench.store.events
        assert event.type is EventType.SESSION_ANALYZED
        assert event.data["summary"] == "2 turns"

    @pytest.mark.parametrize(
        "fields", [{"wanted": AnalysisConfig()}, {"turns": 0}, {"wanted": WANTED.model_copy(update={"min_turns": 3})}]
    )  # fmt: skip
    def test_where_nothing_is_wanted_nothing_is_made(
        self, bench: Bench, fields: dict[str, Any]
    ) -> None:
        session_id = bench.session(**fields)
        assert bench.after_the_end(session_id) is None
        with pytest.raises(AnalysisNotFoundError):
            bench.service.get("spc_1", session_id)

    def test_words_that_are_not_kept_are_not_analysed(self, bench: Bench) -> None:
        session_id = bench.session(turns=0)
        for number in range(3):
            bench.sessions.add_part(session_id, turn(number).model_copy(update={"text": ""}))
        assert bench.after_the_end(session_id) is None

    def test_a_model_that_is_away_is_waited_for_then_told(self, bench: Bench) -> None:
        session_id = bench.session()
        bench.analyst.fails_with = ModelAwayError()
        assert bench.after_the_end(session_id) is AnalysisStatus.PENDING
        assert bench.runs.run(bench.queue.sent[0]) is AnalysisStatus.PENDING
        assert bench.runs.run(bench.queue.sent[1]) is AnalysisStatus.FAILED
        analysis = bench.service.get("spc_1", session_id)
        assert analysis.reason == "the language model did not answer"
        assert bench.store.events == []
        assert bench.queue.delays_s == list(DELAYS_S)
        # A consumer does what has one id once.
        assert len({f"{session_id}.session.ended", *(sent.id for sent in bench.queue.sent)}) == 3

    def test_a_model_that_came_back_is_asked_again(self, bench: Bench) -> None:
        session_id = bench.session()
        bench.analyst.fails_with = ModelAwayError()
        bench.after_the_end(session_id)
        bench.analyst.fails_with = None
        assert bench.runs.run(bench.queue.sent[0]) is AnalysisStatus.READY

    def test_an_unusable_answer_is_asked_for_again_at_once(self, bench: Bench) -> None:
        session_id = bench.session()
        bench.analyst.fails_with = UnusableAnswerError()
        for _ in range(2):
            with pytest.raises(UnavailableError):
                bench.after_the_end(session_id)
        assert bench.after_the_end(session_id) is AnalysisStatus.FAILED
        assert bench.queue.sent == []

    def test_a_refusal_is_told_and_not_repeated(self, bench: Bench) -> None:
        session_id = bench.session()
        bench.analyst.fails_with = ModelRefusedError("m does not accept the key (401)")
        assert bench.after_the_end(session_id) is AnalysisStatus.FAILED
        reason = bench.service.get("spc_1", session_id).reason
        assert reason == "the language model m does not accept the key (401)"
        assert len(bench.analyst.read) == 1

    def test_a_run_that_breaks_off_ends_too(self, bench: Bench) -> None:
        session_id = bench.session()
        bench.analyst.fails_with = MemoryError()
        for _ in range(3):
            with pytest.raises(MemoryError):
                bench.after_the_end(session_id)
        bench.after_the_end(session_id)
        assert bench.service.get("spc_1", session_id).status is AnalysisStatus.FAILED

    def test_what_it_took_is_told_with_its_price(self, bench: Bench) -> None:
        price = Price(unit=PriceUnit.MILLION_INPUT_TOKENS, amount_usd=Decimal(2))
        bench.catalogue.rows.append(
            CatalogueModel(kind=ProviderKind.LLM, provider="openai", model="m", prices=[price])
        )
        bench.analyst.used = UsedModel(
            kind=ProviderKind.LLM,
            provider="openai",
            model="m",
            quantities={PriceUnit.MILLION_INPUT_TOKENS: Decimal(5000)},
        )
        session_id = bench.session()
        bench.after_the_end(session_id)
        cost = bench.service.get("spc_1", session_id).cost
        assert cost is not None
        assert (cost.total_usd, cost.is_complete) == (Decimal("0.01"), True)

    def test_rules_cost_nothing_that_is_told(self, bench: Bench) -> None:
        session_id = bench.session()
        bench.after_the_end(session_id)
        assert bench.service.get("spc_1", session_id).cost is None


class TestRequest:
    def test_an_old_session_anew(self, bench: Bench) -> None:
        session_id = bench.session()
        bench.after_the_end(session_id)
        assert bench.service.request("spc_1", session_id, AnalysisRequest()).status is (
            AnalysisStatus.PENDING
        )
        [message] = bench.queue.sent
        assert bench.runs.run(message) is AnalysisStatus.READY
        assert bench.runs.run(message) is None
        assert len({event.id for event in bench.store.events}) == 2

    def test_only_the_last_request_counts(self, bench: Bench) -> None:
        session_id = bench.session()
        for _ in range(2):
            bench.service.request("spc_1", session_id, AnalysisRequest())
        first, second = bench.queue.sent
        assert bench.runs.run(first) is None
        assert bench.runs.run(second) is AnalysisStatus.READY

    def test_which_configuration(self, bench: Bench) -> None:
        bare = bench.session(wanted=AnalysisConfig())
        with pytest.raises(NothingToAnalyseError):
            bench.service.request("spc_1", bare, AnalysisRequest())
        bench.agents.config = AgentConfig(name="Ada", analysis=WANTED)
        bench.service.request("spc_1", bare, AnalysisRequest())
        assert bench.store.rows[bare].plan.analysis == WANTED
        own = AnalysisInput(summary=SummaryConfig(enabled=True))
        bench.service.request("spc_1", bare, AnalysisRequest(config=own))
        assert bench.store.rows[bare].plan.analysis.criteria == []

    def test_a_short_conversation_is_told_to_be_short(self, bench: Bench) -> None:
        session_id = bench.session(turns=0)
        bench.service.request("spc_1", session_id, AnalysisRequest())
        assert bench.runs.run(bench.queue.sent[0]) is AnalysisStatus.READY
        [verdict] = bench.service.get("spc_1", session_id).criteria
        assert "too short" in verdict.rationale
        assert bench.analyst.read == []

    def test_refusals(self, bench: Bench) -> None:
        going_on = bench.session(status=SessionStatus.ACTIVE)
        with pytest.raises(SessionNotEndedError):
            bench.service.request("spc_1", going_on, AnalysisRequest())
        with pytest.raises(SessionNotFoundError):
            bench.service.get("spc_2", going_on)
        with pytest.raises(SessionNotFoundError):
            bench.service.request("spc_2", going_on, AnalysisRequest())

    def test_a_queue_that_is_down_leaves_nothing_pending(self, bench: Bench) -> None:
        session_id = bench.session()
        bench.queue.is_down = True
        with pytest.raises(UnavailableError):
            bench.service.request("spc_1", session_id, AnalysisRequest())
        assert bench.service.get("spc_1", session_id).status is AnalysisStatus.FAILED


@pytest.fixture(params=["memory", "dynamo"])
def store(request: pytest.FixtureRequest) -> Iterator[AnalysisStore]:
    if request.param == "memory":
        yield MemoryAnalysisStore()
        return
    request.getfixturevalue("memory_aws")
    yield DynamoAnalysisStore(wiring.connection())


def made(bench: Bench) -> StoredAnalysis:
    session_id = bench.session()
    bench.service.request("spc_1", session_id, AnalysisRequest())
    return bench.store.rows[session_id]


def test_store_contract(store: AnalysisStore, bench: Bench) -> None:
    stored = made(bench)
    store.put(stored, previous_revision=None)
    assert store.get(stored.analysis.session_id) == stored
    with pytest.raises(ConflictError):
        store.put(stored, previous_revision=None)
    second = stored.model_copy(update={"revision": 2})
    store.put(second, previous_revision=1)
    with pytest.raises(ConflictError):
        store.put(second, previous_revision=1)
    assert store.get("ses_none") is None


@pytest.mark.usefixtures("memory_aws")
def test_beside_the_session_in_its_collection(bench: Bench) -> None:
    stored = made(bench)
    held = bench.sessions.rows[stored.analysis.session_id].session
    sessions = DynamoSessionStore(wiring.connection())
    sessions.insert(held, spec_of(held))
    event = DomainEvent(
        id="e1",
        type=EventType.SESSION_ANALYZED,
        space_id="spc_1",
        session_id=held.id,
        at=held.created_at,
    )
    store = DynamoAnalysisStore(wiring.connection())
    store.put(stored, previous_revision=None, events=(event,))
    assert sessions.get_parts(held.id).turns == []
    assert [record.body for record in OutboxRecord.scan()] == [event]

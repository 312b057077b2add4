"""Making the analysis: after every conversation that asks for one, and when somebody asks."""

from speaknode.analysis.errors import ModelAwayError, ModelRefusedError
from speaknode.analysis.models import (
    MAX_ATTEMPTS,
    Analysis,
    AnalysisPlan,
    AnalysisStatus,
    Conversation,
    CriterionVerdict,
    Findings,
    MeteredFindings,
    RunAnalysis,
    StoredAnalysis,
)
from speaknode.analysis.ports import AnalysisQueue, AnalysisStore, Analysts, Costs, Sessions
from speaknode.costs.models import SessionCost
from speaknode.events.domain import DomainEvent, EventType
from speaknode.kit.clock import Clock
from speaknode.kit.errors import ConflictError, UnavailableError
from speaknode.sessions.models import Turn
from speaknode.sessions.ports import SessionParts

DELAYS_S = (30, 240)
"""Before the second try and the third, where the model is away."""


class AnalysisRuns:
    """A message twice, or two at once, end in one analysis: only the run that is waited for writes."""

    def __init__(
        self,
        *,
        store: AnalysisStore,
        sessions: Sessions,
        analysts: Analysts,
        queue: AnalysisQueue,
        costs: Costs,
        clock: Clock,
    ) -> None:
        self._queue, self._costs = queue, costs
        self._store, self._sessions = store, sessions
        self._analysts, self._clock = analysts, clock

    def run(self, message: RunAnalysis) -> AnalysisStatus | None:
        """None: there is nothing to do. Raises UnavailableError (it is to be tried again at once)."""
        parts = self._sessions.get_parts(message.session_id)
        begun = self._begin(message, parts)
        if begun is None:
            return None
        try:
            return self._end(begun, self._analyse(begun, parts))
        except ModelRefusedError as error:
            return self._end(begun, _failed(begun, error.message))
        except UnavailableError as error:
            if begun.attempts >= MAX_ATTEMPTS:
                return self._end(begun, _failed(begun, error.message))
            if not isinstance(error, ModelAwayError):
                raise
            again = message.model_copy(update={"attempt": message.attempt + 1})
            self._queue.send(again, delay_s=DELAYS_S[begun.attempts - 1])
            return AnalysisStatus.PENDING

    def _begin(self, message: RunAnalysis, parts: SessionParts) -> StoredAnalysis | None:
        """Counts the run before it starts, so that one that brings the process down ends too."""
        current = self._store.get(message.session_id)
        if current is None or current.job != message.job:
            if current is not None or not message.is_automatic:
                return None
            return self._begin_automatic(message, parts)
        if current.analysis.status is not AnalysisStatus.PENDING:
            return None
        if current.attempts >= MAX_ATTEMPTS:
            self._end(current, _failed(current, "the analysis broke off"))
            return None
        begun = current.model_copy(
            update={"attempts": current.attempts + 1, "revision": current.revision + 1}
        )
        self._store.put(begun, previous_revision=current.revision)
        return begun

    def _begin_automatic(self, message: RunAnalysis, parts: SessionParts) -> StoredAnalysis | None:
        spec = self._sessions.get_spec(message.session_id)
        if spec is None:
            return None
        plan = AnalysisPlan.of(spec.config)
        if plan.is_empty or len(_kept(parts)) < max(1, plan.analysis.min_turns):
            return None
        begun = StoredAnalysis(
            analysis=Analysis(
                session_id=message.session_id,
                status=AnalysisStatus.PENDING,
                requested_at=self._clock(),
            ),
            space_id=spec.space_id,
            plan=plan,
            job=message.job,
            attempts=1,
        )
        self._store.put(begun, previous_revision=None)
        return begun

    def _analyse(self, begun: StoredAnalysis, parts: SessionParts) -> Analysis:
        wanted = begun.plan.analysis
        if len(_kept(parts)) < max(1, wanted.min_turns):
            found, name = _nothing(begun.plan, "The conversation is too short to judge."), None
        else:
            analyst = self._analysts.for_llm(begun.plan.llm, begun.space_id)
            spec = self._sessions.get_spec(begun.analysis.session_id)
            conversation = Conversation(
                locale=spec.locale if spec else "en",
                turns=_kept(parts),
                tool_calls=parts.tool_calls,
            )
            found, name = analyst.analyse(conversation, wanted), analyst.name
        return begun.analysis.model_copy(
            update={
                **{key: getattr(found, key) for key in Findings.model_fields},
                "status": AnalysisStatus.READY,
                "model": name,
                "turn_count": len(parts.turns),
                "cost": self._cost(found),
            }
        )

    def _cost(self, found: Findings) -> SessionCost | None:
        if not isinstance(found, MeteredFindings):
            return None
        quantities = found.used.quantities
        return SessionCost.of(
            self._costs.of_models([found.used]),
            is_metered=bool(quantities),
            is_known=bool(quantities),
        )

    def _end(self, begun: StoredAnalysis, analysis: Analysis) -> AnalysisStatus | None:
        analysis = analysis.model_copy(update={"at": self._clock()})
        ended = begun.model_copy(
            update={"analysis": analysis, "attempts": 0, "revision": begun.revision + 1}
        )
        is_ready = analysis.status is AnalysisStatus.READY
        events = (_event(ended),) if is_ready else ()
        try:
            self._store.put(ended, previous_revision=begun.revision, events=events)
        except ConflictError:  # asked for anew meanwhile: that run's result is the one that counts
            return None
        return analysis.status


def _failed(stored: StoredAnalysis, reason: str) -> Analysis:
    update = {"status": AnalysisStatus.FAILED, "reason": reason}
    return stored.analysis.model_copy(update=update)


def _kept(parts: SessionParts) -> list[Turn]:
    """Turns whose words the agent lets be kept."""
    return [turn for turn in parts.turns if turn.text]


def _nothing(plan: AnalysisPlan, rationale: str) -> Findings:
    return Findings(
        fields={field.name: None for field in plan.analysis.fields},
        criteria=[
            CriterionVerdict(name=criterion.name, rationale=rationale)
            for criterion in plan.analysis.criteria
        ],
    )


def _event(stored: StoredAnalysis) -> DomainEvent:
    analysis = stored.analysis
    return DomainEvent(
        id=f"{analysis.session_id}.{EventType.SESSION_ANALYZED}.{stored.job}",
        type=EventType.SESSION_ANALYZED,
        space_id=stored.space_id,
        session_id=analysis.session_id,
        at=analysis.at or analysis.requested_at,
        data=analysis.model_dump(mode="json"),
    )

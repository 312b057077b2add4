"""Use cases of analysis, for those who ask: read one, have one made anew."""

from speaknode.agents.errors import AgentNotFoundError
from speaknode.analysis.errors import (
    AnalysisNotFoundError,
    NothingToAnalyseError,
    SessionNotEndedError,
)
from speaknode.analysis.models import (
    Analysis,
    AnalysisPlan,
    AnalysisStatus,
    RunAnalysis,
    StoredAnalysis,
)
from speaknode.analysis.ports import AgentResolver, AnalysisQueue, AnalysisStore, Sessions
from speaknode.analysis.schemas import AnalysisRequest
from speaknode.kit.clock import Clock
from speaknode.kit.errors import UnavailableError
from speaknode.kit.ids import new_id
from speaknode.sessions.errors import SessionNotFoundError
from speaknode.sessions.models import Session


class AnalysisService:
    def __init__(
        self,
        *,
        store: AnalysisStore,
        sessions: Sessions,
        agents: AgentResolver,
        queue: AnalysisQueue,
        clock: Clock,
    ) -> None:
        self._store, self._sessions, self._agents = store, sessions, agents
        self._queue, self._clock = queue, clock

    def get(self, space_id: str, session_id: str) -> Analysis:
        self._session(space_id, session_id)
        stored = self._store.get(session_id)
        if stored is None:
            raise AnalysisNotFoundError(session_id)
        return stored.analysis

    def request(self, space_id: str, session_id: str, data: AnalysisRequest) -> Analysis:
        """The result replaces the one there is; until then `status` is pending."""
        session = self._session(space_id, session_id)
        if not session.status.is_terminal:
            raise SessionNotEndedError(session_id)
        plan = self._plan(session, data)
        if plan.is_empty:
            raise NothingToAnalyseError
        current = self._store.get(session_id)
        stored = StoredAnalysis(
            analysis=Analysis(
                session_id=session_id,
                status=AnalysisStatus.PENDING,
                requested_at=self._clock(),
            ),
            space_id=space_id,
            plan=plan,
            job=new_id("job"),
            revision=current.revision + 1 if current else 1,
        )
        self._store.put(stored, previous_revision=current.revision if current else None)
        self._send(stored)
        return stored.analysis

    def _send(self, stored: StoredAnalysis) -> None:
        """A run that nobody was told of must not look as if it were coming."""
        try:
            self._queue.send(RunAnalysis(session_id=stored.analysis.session_id, job=stored.job))
        except UnavailableError:
            reason = "the analysis could not be started; try again"
            failed = stored.analysis.model_copy(
                update={"status": AnalysisStatus.FAILED, "reason": reason}
            )
            self._store.put(
                stored.model_copy(update={"analysis": failed, "revision": stored.revision + 1}),
                previous_revision=stored.revision,
            )
            raise

    def _plan(self, session: Session, data: AnalysisRequest) -> AnalysisPlan:
        spec = self._sessions.get_spec(session.id)
        own = AnalysisPlan.of(spec.config) if spec else None
        if data.version is not None or own is None or (own.is_empty and data.config is None):
            own = self._agent_plan(session, data.version) or own
        if own is None:
            raise NothingToAnalyseError
        if data.config is None:
            return own
        llm = data.config.llm or own.llm
        return AnalysisPlan(analysis=data.config, llm=llm)

    def _agent_plan(self, session: Session, version: int | None) -> AnalysisPlan | None:
        try:
            _, _, config = self._agents.resolve(session.space_id, session.agent_id, version)
        except AgentNotFoundError:
            if version is not None:
                raise
            return None  # the agent is gone; its old conversations are not
        return AnalysisPlan.of(config)

    def _session(self, space_id: str, session_id: str) -> Session:
        stored = self._sessions.get(session_id)
        if stored is None or stored.session.space_id != space_id:
            raise SessionNotFoundError(session_id)
        return stored.session

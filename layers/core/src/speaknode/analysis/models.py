"""The analysis of one conversation. What could not be known stays null or `unknown`; nothing is made up."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from speaknode.agents.models import AgentConfig, VariableValue
from speaknode.agents.outcome import AnalysisConfig
from speaknode.agents.speech import LlmConfig, ProviderRef
from speaknode.costs.models import SessionCost, UsedModel
from speaknode.kit.models import Entity
from speaknode.sessions.models import ToolCall, Turn

MAX_ATTEMPTS = 3


class AnalysisStatus(StrEnum):
    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


class CriterionResult(StrEnum):
    SUCCESS = "success"
    FAILURE = "failure"
    UNKNOWN = "unknown"


class CriterionVerdict(Entity):
    name: str
    result: CriterionResult = CriterionResult.UNKNOWN
    rationale: str


class Findings(Entity):
    """What an analyst says of a conversation."""

    summary: str | None = None
    fields: dict[str, VariableValue] = Field(default_factory=dict)
    criteria: list[CriterionVerdict] = Field(default_factory=list)


class MeteredFindings(Findings):
    """With what a model was used for to find them."""

    used: UsedModel


class Analysis(Findings):
    session_id: str
    status: AnalysisStatus
    reason: str | None = Field(default=None, description="Why it failed.")
    model: str | None = Field(
        default=None, description="Who analysed; `extractive`: rules, without a language model."
    )
    turn_count: int = Field(default=0, description="Turns that were read.")
    requested_at: datetime
    at: datetime | None = Field(default=None, description="When it was done.")
    cost: SessionCost | None = Field(
        default=None,
        description="Of this analysis; the session's own `cost` is without it. null: nothing is known.",
    )


class AnalysisPlan(Entity):
    """What to look for, and with which model."""

    analysis: AnalysisConfig
    llm: ProviderRef

    @classmethod
    def of(cls, config: AgentConfig) -> "AnalysisPlan":
        own: LlmConfig = config.llm
        ref = config.analysis.llm or ProviderRef(
            provider=own.provider, model=own.model, params=own.params
        )
        return cls(analysis=config.analysis, llm=ref)

    @property
    def is_empty(self) -> bool:
        wanted = self.analysis
        return not (wanted.summary.enabled or wanted.fields or wanted.criteria)


class StoredAnalysis(Entity):
    """With what only the platform needs to know."""

    analysis: Analysis
    space_id: str
    plan: AnalysisPlan
    job: str
    attempts: int = 0
    revision: int = 1


class Conversation(Entity):
    """What analysts read. All of it was said by people or came from tools: data, never instructions."""

    locale: str
    turns: list[Turn]
    tool_calls: list[ToolCall]


class RunAnalysis(Entity):
    """What the queue carries: a run that was asked for, or one that follows the end of a conversation."""

    session_id: str
    job: str
    is_automatic: bool = False
    attempt: int = Field(default=1, description="Counts tries that lie minutes apart.")

    @property
    def id(self) -> str:
        return self.job if self.attempt == 1 else f"{self.job}.{self.attempt}"

"""Inputs of the analysis API."""

from pydantic import ConfigDict, Field

from speaknode.agents.outcome import AnalysisConfig
from speaknode.kit.models import Input


class AnalysisInput(AnalysisConfig):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AnalysisRequest(Input):
    """What to look for. With nothing given: what the session's own configuration asked for, else its agent's today."""

    config: AnalysisInput | None = None
    version: int | None = Field(
        default=None, ge=0, description="Of the agent, whose analysis to use; 0: the draft."
    )

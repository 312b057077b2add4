"""Inputs and outputs of the call limits API."""

from decimal import Decimal

from pydantic import ConfigDict, Field

from speaknode.call_limits.models import CallLimits


class CallLimitsInput(CallLimits):
    """All limits: what is left out is not limited."""

    model_config = ConfigDict(extra="forbid")


class CallLimitsUsed(CallLimits):
    calls_today: int = Field(description="Counted since there are limits.")
    minutes_today: int
    spend_usd_today: Decimal = Field(description="With what is reserved for calls that are held.")

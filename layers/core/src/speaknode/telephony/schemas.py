"""Inputs and outputs of the telephony API that differ from the entities."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import ConfigDict, Field

from speaknode.costs.models import CallPrices
from speaknode.kit.models import Entity, Input
from speaknode.kit.titles import Title
from speaknode.sessions.models import EndFault, EndReason, SessionStatus
from speaknode.telephony.models import Gateway, LoopAnswer, TelephonyAccount


class CallPricesInput(CallPrices):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AccountCreate(Input):
    carrier: str = Field(max_length=40, examples=["sip"])
    name: Title = Field(min_length=1, max_length=100)
    settings: dict[str, Any] = Field(
        default_factory=dict, description="As the carrier's schema says; secrets are write-only."
    )
    calls_per_second: float = Field(default=1, gt=0, le=100)
    prices: CallPricesInput = CallPricesInput()


class AccountUpdate(Input):
    """Settings replace the stored ones; a secret that is left out keeps its value."""

    name: Title | None = Field(default=None, min_length=1, max_length=100)
    settings: dict[str, Any] | None = None
    calls_per_second: float | None = Field(default=None, gt=0, le=100)
    prices: CallPricesInput | None = Field(default=None, description="Replaces both.")


class AccountView(TelephonyAccount):
    gateway: Gateway | None = Field(
        default=None, description="Where to send calls to, and where ours come from."
    )


class CarrierView(Entity):
    name: str
    title: str
    capabilities: list[str]
    settings_schema: dict[str, Any]


class NumberSearch(Input):
    buy: bool = Field(default=False, description="Numbers for sale, not those that are owned.")
    country: str = Field(default="US", pattern=r"^[A-Z]{2}$")
    contains: str | None = Field(default=None, max_length=20)


class DoctorQuery(Input):
    number: str = Field(max_length=40, description="The number that is called.")
    from_address: str | None = Field(
        default=None, max_length=64, description="The IP address that the INVITE comes from."
    )
    caller: str | None = Field(default=None, max_length=40)


class Verdict(Entity):
    """One trunk or rule, and why it does or does not match."""

    kind: str
    id: str
    name: str
    matches: bool
    why: str


class Diagnosis(Entity):
    """What would happen to the call. `ok`: it reaches `agent_id`."""

    ok: bool
    summary: str
    number: str
    agent_id: str | None = None
    verdicts: list[Verdict] = Field(default_factory=list)
    hints: list[str] = Field(default_factory=list)


class LoopRequest(Input):
    number: str = Field(max_length=40, description="One of the space's phone numbers.")


class LoopReport(LoopAnswer):
    """`answered`: the agent picked up, and was hung up on at once."""

    number: str
    diagnosis: Diagnosis = Field(description="Of this very call: from our own address.")


class TraceQuery(Input):
    telephony_account_id: str = Field(max_length=64)
    limit: int = Field(default=20, ge=1, le=100)


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class TracedCall(Entity):
    """A call's signalling, as far as it came through: who, when, and how the other side answered."""

    session_id: str
    at: datetime
    direction: Direction
    from_: str | None = Field(default=None, serialization_alias="from")
    to: str | None = None
    status: SessionStatus
    carrier_ref: str | None = Field(
        default=None, description="SIP's Call-ID: the gateway's log has it as `sipCallID`."
    )
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    ring_s: float | None = Field(default=None, description="Until it was answered, or given up.")
    talk_s: float | None = Field(default=None, description="Null: never answered, or not over yet.")
    sip_status: int | None = Field(default=None, description="Of a call that was refused.")
    end_reason: EndReason | None = None
    end_fault: EndFault | None = None
    detail: str | None = None

"""A telephony account is a space's account with a carrier, and what we made there for it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from speaknode.costs.models import CallPrices
from speaknode.kit.models import Entity


class CarrierSettings(BaseModel):
    """Base of a carrier's `settings`: checked by the API; its SecretStr fields are sealed and never given back."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AccountStatus(StrEnum):
    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


class Gateway(Entity):
    """Where the owner of a PBX or trunk sends calls to, and the addresses that ours come from."""

    domain: str
    port: int
    tls_port: int | None = Field(default=None, description="For `tls`; null: not on offer.")
    transports: list[str] = Field(default_factory=lambda: ["udp", "tcp"])
    outbound_addresses: list[str] = Field(default_factory=list)


class StepStatus(StrEnum):
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


class SetupStep(Entity):
    """One step of what an account needs at its carrier, as the last run left it."""

    name: str
    status: StepStatus
    detail: str | None = None


class TelephonyAccount(Entity):
    id: str
    space_id: str
    carrier: str
    name: str
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Without secrets: `secrets` names those that are set."
    )
    secrets: list[str] = Field(default_factory=list)
    calls_per_second: float = Field(
        default=1,
        gt=0,
        le=100,
        description="What the carrier lets us begin; campaigns never exceed it.",
    )
    prices: CallPrices = CallPrices()
    status: AccountStatus = AccountStatus.PENDING
    status_detail: str | None = Field(
        default=None, description="Why the account is not ready (it is tried again every minute)."
    )
    state: dict[str, str] = Field(
        default_factory=dict, description="Ids of what was made at the carrier or the gateway."
    )
    setup: list[SetupStep] = Field(
        default_factory=list, description="The steps of the last set-up, in their order."
    )
    created_at: datetime
    updated_at: datetime
    revision: int = 0


class OpenAccount(Entity):
    """An account with its settings opened; lives in memory for one use, and is never stored or logged."""

    id: str
    space_id: str
    name: str
    settings: Any = Field(repr=False, description="The carrier's own CarrierSettings.")
    state: dict[str, str] = Field(default_factory=dict)


class TestResult(Entity):
    """Of a connection test: what was asked, and what came back."""

    ok: bool
    detail: str
    latency_ms: float | None = None


class AvailableNumber(Entity):
    """A number at the carrier: one that the account owns, or one that it could buy."""

    number: str
    carrier_ref: str | None = Field(default=None, description="The carrier's id of it.")
    name: str | None = None
    country: str | None = None
    monthly_cost: str | None = None


class BoundNumber(Entity):
    """What a carrier must know of a number that is bound here."""

    number: str
    carrier_ref: str | None = None


class OutboundCall(Entity):
    """A call that is to be made. `session_id` is also the room's name, and a key for looking the call up."""

    session_id: str
    space_id: str
    to: str
    from_: str
    ring_timeout_s: int = 30
    max_duration_s: int = 3600


class SipDial(Entity):
    """For carriers reached by LiveKit SIP: the worker dials when its agent is ready to speak."""

    trunk_id: str
    to: str
    from_: str
    domain: str | None = Field(
        default=None, description="Where a number is a SIP address: a PBX's own host."
    )
    ring_timeout_s: int = 30
    max_duration_s: int = 3600
    headers: dict[str, str] = Field(default_factory=dict, description="X-… headers of the INVITE.")


class CarrierCall(Entity):
    """A call that the carrier has taken."""

    ref: str


class LoopCall(Entity):
    """A test call of the gateway to itself, with the password that the number's trunk asks for."""

    number: str
    username: str | None = None
    password: str | None = Field(default=None, repr=False)


class LoopAnswer(Entity):
    answered: bool
    detail: str
    sip_status: int | None = None
    took_ms: float | None = None


class CallOutcome(StrEnum):
    """How an attempt to reach somebody went; `calls.outcomes` maps it to an end_reason and fault."""

    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    DECLINED = "declined"
    INVALID_NUMBER = "invalid_number"
    CARRIER_REJECTED = "carrier_rejected"
    CANCELLED = "cancelled"
    ERROR = "error"


class Capability(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    LIST_NUMBERS = "list_numbers"
    BUY_NUMBERS = "buy_numbers"
    SETUP = "setup"
    EXTERNAL_AGENT = "external_agent"

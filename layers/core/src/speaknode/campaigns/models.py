"""A campaign, the contacts it calls (its items), and the attempts that were made to reach each."""

import hashlib
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    Field,
    HttpUrl,
    ValidationInfo,
    field_validator,
)

from speaknode.agents.answering import Answering, MachineAction
from speaknode.agents.variables import VariableName
from speaknode.kit.models import Entity, Id
from speaknode.phone_numbers.models import PhoneNumberText


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("must be a time zone such as Europe/Berlin") from error


TimeZoneName = Annotated[str, AfterValidator(_known_zone), Field(examples=["Europe/Berlin"])]


class Contact(Entity):
    """Somebody to be called, as a file's row or the API gave them."""

    number: PhoneNumberText
    variables: dict[str, str] = Field(default_factory=dict, max_length=100)
    zone: TimeZoneName | None = Field(
        default=None, description="Where the contact is; null: not known."
    )
    row: int | None = Field(default=None, description="Of the file they came from.")


class CampaignStatus(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELED = "canceled"

    @property
    def is_terminal(self) -> bool:
        return self in (CampaignStatus.COMPLETED, CampaignStatus.CANCELED)


class ItemStatus(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    DIALING = "dialing"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    ERROR = "error"
    SKIPPED = "skipped"
    CANCELED = "canceled"

    @property
    def is_open(self) -> bool:
        """It holds one of the campaign's slots: there is a call, or there is about to be one."""
        return self in OPEN

    @property
    def is_terminal(self) -> bool:
        return self is not ItemStatus.PENDING and not self.is_open


OPEN = (ItemStatus.CLAIMED, ItemStatus.DIALING, ItemStatus.IN_PROGRESS)


class AttemptOutcome(StrEnum):
    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    DECLINED = "declined"
    INVALID_NUMBER = "invalid_number"
    FAILED = "failed"


class Attempt(Entity):
    """One call to the contact. `session_id` is planned before the call is made: by it the call is found again."""

    session_id: str
    number: str | None = Field(default=None, description="Ours, that called.")
    planned_at: datetime
    claims: int = Field(default=0, description="How often somebody set about it.")
    ended_at: datetime | None = None
    outcome: AttemptOutcome | None = Field(default=None, description="null: not over yet.")
    reason: str | None = Field(default=None, description="`end_reason` of the session, or why not.")
    is_abandoned: bool = Field(
        default=False,
        description="Answered, and no agent was heard within 2 s after their greeting.",
    )
    cost_usd: Decimal | None = Field(default=None, description="As far as it is known.")


class CampaignItem(Entity):
    id: str
    campaign_id: str
    space_id: str
    contact: Contact
    status: ItemStatus = ItemStatus.PENDING
    reason: str | None = Field(
        default=None, description="Why it was skipped, is an error, or has to wait."
    )
    attempts: list[Attempt] = Field(default_factory=list)
    next_at: datetime | None = Field(
        default=None, description="Not called before; null: it has ended."
    )
    lease_until: datetime | None = Field(
        default=None, description="Open items: when somebody must look what became of it."
    )
    created_at: datetime
    updated_at: datetime
    revision: int = 0

    @property
    def attempt(self) -> Attempt | None:
        """The one that is planned or under way."""
        return self.attempts[-1] if self.attempts and self.attempts[-1].outcome is None else None


def item_id_of(campaign_id: str, number: str) -> str:
    """The same number is the same item, however often it is given."""
    return f"itm_{hashlib.sha256(f'{campaign_id}/{number}'.encode()).hexdigest()[:26]}"


class Weekday(StrEnum):
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class CallingWindow(Entity):
    """On these days, from `start` until `end` by the clock of the contact's zone; an earlier end is the next day's."""

    days: list[Weekday] = Field(default_factory=lambda: list(Weekday), min_length=1, max_length=7)
    start: time
    end: time

    @field_validator("start", "end")
    @classmethod
    def _must_have_no_offset(cls, value: time) -> time:
        if value.tzinfo:
            raise ValueError("must be a time by the clock, without an offset")
        return value

    @field_validator("end")
    @classmethod
    def _must_not_be_empty(cls, end: time, info: ValidationInfo) -> time:
        if end == info.data.get("start"):
            raise ValueError("must not be the start; for the whole day leave windows out")
        return end

    @property
    def is_overnight(self) -> bool:
        return self.end < self.start


class ZoneMode(StrEnum):
    CONTACT = "contact"
    CAMPAIGN = "campaign"


class RetryRule(Entity):
    max_attempts: int = Field(
        default=1, ge=1, le=10, description="Calls in all after which this outcome is final."
    )
    delay_s: int = Field(default=600, ge=1, le=7 * 24 * 3600)


class RetryPolicy(Entity):
    """By outcome; answered calls, declined ones and numbers that do not exist are never called again."""

    busy: RetryRule = RetryRule(max_attempts=3, delay_s=300)
    no_answer: RetryRule = RetryRule(max_attempts=3, delay_s=1800)
    failed: RetryRule = RetryRule(max_attempts=3, delay_s=300)
    voicemail: RetryRule = RetryRule(max_attempts=1, delay_s=3600)

    def rule(self, outcome: AttemptOutcome) -> RetryRule | None:
        rule: RetryRule | None = getattr(self, outcome.value, None)
        return rule


class VoicemailPolicy(Entity):
    """What is done when a machine takes the call; the agent listens for one, whatever it does otherwise."""

    action: MachineAction = MachineAction.HANG_UP
    message: str | None = Field(
        default=None,
        min_length=1,
        max_length=2000,
        description="For `leave_message`.",
        validate_default=True,
    )

    @field_validator("message")
    @classmethod
    def _must_be_there_to_leave(cls, message: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("action") is MachineAction.LEAVE_MESSAGE and message is None:
            raise ValueError("is required for `leave_message`")
        return message

    def over(self, own: Answering) -> Answering:
        """The agent's way with whoever answers, with this put over it."""
        changes = {"detect": True, "machine": self.action, "message": self.message or own.message}
        return own.model_copy(update=changes)


class Breaker(Entity):
    """Pauses the campaign when too many calls fail for technical reasons."""

    failure_ratio: float = Field(default=0.5, gt=0, le=1)
    min_calls: int = Field(default=10, ge=1, le=10_000)
    window_s: int = Field(default=120, ge=10, le=3600)


class Abandonment(Entity):
    """Pauses the campaign when too many who answer hear nobody within 2 s after their greeting."""

    ratio: float = Field(default=0.03, gt=0, lt=1, description="Of answered calls; above: paused.")
    min_calls: int = Field(default=50, ge=1, le=10_000)


class CampaignSettings(Entity):
    """All that the owner decides."""

    name: str = Field(min_length=1, max_length=200)
    agent_id: Id
    agent_version: int | None = Field(
        default=None, ge=1, description="null: the published one, or as the agent's split says."
    )
    phone_number_ids: list[Id] = Field(
        default_factory=list, max_length=100, description="Numbers to call from, in turn."
    )
    variables: dict[VariableName, str] = Field(
        default_factory=dict,
        description="Agent's variable → the contact's; what is not named here keeps its name.",
    )
    windows: list[CallingWindow] = Field(
        default_factory=list, max_length=20, description="Empty: at any time."
    )
    zone_mode: ZoneMode = ZoneMode.CONTACT
    zone: TimeZoneName | None = Field(
        default=None,
        description="Of the campaign, for zone_mode `campaign`.",
        validate_default=True,
    )
    concurrency: int = Field(default=10, ge=1, le=1000, description="Calls at the same time.")
    cps: float = Field(default=1, gt=0, le=100, description="Calls that begin in any one second.")
    max_attempts: int = Field(default=3, ge=1, le=10)
    retries: RetryPolicy = RetryPolicy()
    voicemail: VoicemailPolicy | None = Field(
        default=None, description="null: as the agent's own `answering` says."
    )
    consent_variable: VariableName | None = Field(
        default=None, description="Called only if the contact's is yes, true or 1."
    )
    breaker: Breaker | None = Breaker()
    abandonment: Abandonment | None = None
    predial_url: HttpUrl | None = Field(
        default=None, description='Asked before each call; it answers `{"allow": true}` or not.'
    )
    start_at: AwareDatetime | None = None

    @field_validator("zone")
    @classmethod
    def _must_be_there_for_windows(cls, zone: str | None, info: ValidationInfo) -> str | None:
        is_campaigns = info.data.get("zone_mode") is ZoneMode.CAMPAIGN
        if is_campaigns and zone is None and info.data.get("windows"):
            raise ValueError("is required for zone_mode `campaign`")
        return zone


class Progress(Entity):
    """How many items are where, and how the calls ended. Counted with each change, never by looking through them."""

    items: dict[ItemStatus, int] = Field(default_factory=dict)
    outcomes: dict[AttemptOutcome, int] = Field(default_factory=dict)
    abandoned: int = Field(
        default=0, description="Answered, and no agent was heard within 2 s after their greeting."
    )
    cost_usd: Decimal = Field(
        default=Decimal(0), description="Of its calls that are over, as far as it is known."
    )

    @property
    def total(self) -> int:
        return sum(self.items.values())

    @property
    def open(self) -> int:
        return sum(self.items.get(status, 0) for status in OPEN)

    @property
    def pending(self) -> int:
        return self.items.get(ItemStatus.PENDING, 0)

    @property
    def answered(self) -> int:
        return self.outcomes.get(AttemptOutcome.ANSWERED, 0)

    @property
    def is_over(self) -> bool:
        return self.pending == 0 and self.open == 0


class Sample(Entity):
    """How many calls had ended at a moment, and how many of them for technical reasons."""

    at: datetime
    calls: int
    failures: int


class Heart(Entity):
    """What ticks of a campaign hand on to each other. Only the tick of this `beat` may act, and it writes the next."""

    campaign_id: str
    beat: int = 0
    next_at: datetime = Field(description="When the next tick should have come.")
    samples: list[Sample] = Field(default_factory=list)
    told: Progress | None = Field(default=None, description="The progress that browsers know.")
    forgiven: Progress | None = Field(
        default=None, description="As it was paused for abandoned calls: counting began anew there."
    )


class Campaign(Entity):
    id: str
    space_id: str
    settings: CampaignSettings
    status: CampaignStatus = CampaignStatus.DRAFT
    status_reason: str | None = Field(default=None, description="Why it was paused.")
    progress: Progress = Progress()
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = Field(
        default=None, description="When the last of its calls was over."
    )
    deleted_at: datetime | None = Field(default=None, exclude=True)
    revision: int = 0

    def values_of(self, contact: Contact) -> dict[str, Any]:
        """The agent's variables as this contact fills them: all of theirs, renamed where the mapping says so."""
        mapped = set(self.settings.variables.values())
        own = {name: value for name, value in contact.variables.items() if name not in mapped}
        return own | {
            wanted: contact.variables[given]
            for wanted, given in self.settings.variables.items()
            if given in contact.variables
        }

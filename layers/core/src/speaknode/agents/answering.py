"""Who answered a call that we made, and what the agent does about it."""

from enum import StrEnum

from pydantic import Field, model_validator

from speaknode.kit.models import Entity

TOOL = "answered_by"
"""How an LLM gives its verdict."""


class AnsweredBy(StrEnum):
    HUMAN = "human"
    MACHINE = "machine"
    """Takes a message."""
    UNAVAILABLE = "unavailable"
    """A recording that takes none: mailbox full, number out of service, a fax."""
    IVR = "ivr"
    SCREENER = "screener"
    UNSURE = "unsure"
    """Treated as a human: nobody is hung up on by doubt."""


class MachineAction(StrEnum):
    HANG_UP = "hang_up"
    LEAVE_MESSAGE = "leave_message"
    GO_ON = "go_on"


class IvrAction(StrEnum):
    HANG_UP = "hang_up"
    GO_ON = "go_on"


class ScreenerAction(StrEnum):
    HANG_UP = "hang_up"
    ANSWER = "answer"


class Answering(Entity):
    """On calls that the agent makes. With `detect` it listens before it greets."""

    detect: bool = Field(
        default=False, description="Off: whoever answers is greeted at once, as a human."
    )
    patience_s: float = Field(
        default=4.0, ge=1, le=10, description="Of silence after the answer; then the agent greets."
    )
    machine: MachineAction = MachineAction.HANG_UP
    message: str | None = Field(
        default=None,
        min_length=1,
        max_length=2000,
        description="For `leave_message`: said whole after the greeting and its beep.",
    )
    ivr: IvrAction = Field(
        default=IvrAction.HANG_UP, description="go_on: the agent may press keys."
    )
    screener: ScreenerAction = ScreenerAction.ANSWER
    introduction: str | None = Field(
        default=None,
        min_length=1,
        max_length=1000,
        description="Said to a call screener; null: the LLM says who is calling and why.",
    )

    @model_validator(mode="after")
    def _has_message(self) -> "Answering":
        if self.machine is MachineAction.LEAVE_MESSAGE and self.message is None:
            raise ValueError("leave_message needs a message")
        return self

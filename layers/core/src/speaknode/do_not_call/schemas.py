"""Inputs and outputs of the do-not-call API."""

from pydantic import Field

from speaknode.kit.models import Entity, Input
from speaknode.phone_numbers.models import PhoneNumberText

MAX_CONTENT_CHARACTERS = 4_000_000
_REASON = Field(default=None, max_length=500, description="Kept with each number.")


class DoNotCallAdd(Input):
    numbers: list[PhoneNumberText] = Field(min_length=1, max_length=1000)
    reason: str | None = _REASON


class DoNotCallAdded(Entity):
    added: int = Field(description="Numbers on the list now; one that was on it before counts too.")


class DoNotCallImport(Input):
    content: str = Field(
        max_length=MAX_CONTENT_CHARACTERS, description="The CSV or .xlsx file, base64."
    )
    column: str | None = Field(
        default=None,
        max_length=1000,
        description="That holds the numbers; null: the one that looks so.",
    )
    default_country: str | None = Field(
        default=None, pattern=r"^[A-Z]{2}$", description="Of numbers written without +."
    )
    reason: str | None = _REASON


class RowProblem(Entity):
    row: int
    column: str
    code: str
    message: str


class DoNotCallImported(Entity):
    added: int
    failed: int = Field(description="Rows that hold no number or repeat one.")
    errors: list[RowProblem] = Field(description="The first hundred of them.")

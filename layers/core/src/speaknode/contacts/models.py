"""What is read of a file, what it is mapped to, and what comes of each row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import Field

from speaknode.agents.variables import VariableName, VariableValue
from speaknode.kit.models import Entity, Input

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELL_CHARACTERS = 1_000


class BadCell(str):
    """A cell of a workbook that holds no plain value: a formula, or the error one left."""

    __slots__ = ()


Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` can be read once; each comes with the number that a spreadsheet shows beside it."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[int, Cells]]
    encoding: str | None = None
    delimiter: str | None = None


class ContactMapping(Input):
    """Which column is what; columns are named as the first row of the file names them."""

    phone: str = Field(min_length=1, max_length=MAX_CELL_CHARACTERS)
    zone: str | None = Field(
        default=None,
        max_length=MAX_CELL_CHARACTERS,
        description="Column with time zones such as Europe/Berlin; null: the number tells.",
    )
    variables: dict[VariableName, str] = Field(
        default_factory=dict, max_length=100, description="Variable of the agent → column."
    )
    default_country: str | None = Field(
        default=None,
        pattern=r"^[A-Z]{2}$",
        description="Of numbers written without +, as DE; null: such numbers are errors.",
    )
    trust_zones: bool = Field(
        default=False,
        description="Whether a zone that the number cannot be in is taken: people move and keep numbers.",
    )


class MappingSuggestion(Entity):
    phone: str | None = None
    zone: str | None = None
    variables: dict[str, str] = Field(default_factory=dict)


class FilePreview(Entity):
    columns: list[str]
    rows: list[list[str]] = Field(description="The first rows.")
    encoding: str | None = Field(default=None, description="Of a CSV file.")
    delimiter: str | None = Field(default=None, description="Of a CSV file.")
    suggestion: MappingSuggestion


@dataclass(frozen=True, slots=True)
class ImportedContact:
    number: str
    variables: dict[str, VariableValue]
    zone: str | None
    row: int


@dataclass(frozen=True, slots=True)
class RowError:
    row: int
    column: str
    code: str
    message: str


@dataclass(slots=True)
class Imported:
    """Of a whole file; `rows` counts those that are not blank."""

    rows: int = 0
    contacts: list[ImportedContact] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

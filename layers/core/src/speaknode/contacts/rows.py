"""Rows to contacts: every row becomes one, or says in which column what is wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from speaknode.agents.variables import Variable, VariableValue
from speaknode.contacts.errors import ColumnNotFoundError, NoRowsError, TooManyRowsError
from speaknode.contacts.models import (
    MAX_CELL_CHARACTERS,
    MAX_ROWS,
    BadCell,
    Cells,
    ContactMapping,
    Imported,
    ImportedContact,
    RowError,
    Table,
)
from speaknode.contacts.numbers import Number, is_country, read_number
from speaknode.contacts.values import ValueReader, value_readers
from speaknode.contacts.zones import agrees, known_zone
from speaknode.kit.errors import InvalidError


class _BadCellError(Exception):
    def __init__(self, column: str, code: str, message: str) -> None:
        self.column, self.code, self.message = column, code, message


@dataclass(frozen=True, slots=True)
class _Plan:
    """The mapping as places of columns."""

    columns: tuple[str, ...]
    phone: int
    zone: int | None
    values: list[ValueReader]
    country: str | None
    trust_zones: bool


def check_mapping(
    mapping: ContactMapping, columns: tuple[str, ...], declared: Iterable[Variable]
) -> None:
    """Raises InvalidError naming the field of the mapping."""
    _plan(mapping, columns, list(declared))


def read_contacts(
    table: Table, mapping: ContactMapping, declared: Iterable[Variable], *, limit: int = MAX_ROWS
) -> Imported:
    """Raises TooManyRowsError before anything comes of the file, and ContactsFileError if it breaks off."""
    plan = _plan(mapping, table.columns, list(declared))
    imported = Imported()
    first_rows: dict[str, int] = {}
    for row, cells in table.rows:
        imported.rows += 1
        if imported.rows > limit:
            raise TooManyRowsError(limit)
        errors, contact = _read(plan, row, cells)
        if contact is not None:
            first = first_rows.setdefault(contact.number, row)
            if first == row:
                imported.contacts.append(contact)
                continue
            text = f"{contact.number} is already in row {first}"
            errors = [RowError(row, plan.columns[plan.phone], "duplicate", text)]
        imported.errors.extend(errors)
    if not imported.rows:
        raise NoRowsError
    return imported


def _plan(mapping: ContactMapping, columns: tuple[str, ...], declared: list[Variable]) -> _Plan:
    places = {name: place for place, name in enumerate(columns)}

    def place(column: str, pointer: str) -> int:
        if column not in places:
            raise ColumnNotFoundError(column, pointer)
        return places[column]

    if mapping.default_country and not is_country(mapping.default_country):
        raise InvalidError.field("/default_country", "is no country", code="unknown_country")
    chosen = {
        name: (column, place(column, f"/variables/{name}"))
        for name, column in mapping.variables.items()
    }
    _check_variables(chosen, declared)
    return _Plan(
        columns=columns,
        phone=place(mapping.phone, "/phone"),
        zone=place(mapping.zone, "/zone") if mapping.zone else None,
        values=value_readers(declared, chosen),
        country=mapping.default_country,
        trust_zones=mapping.trust_zones,
    )


def _check_variables(chosen: dict[str, tuple[str, int]], declared: list[Variable]) -> None:
    names = {variable.name for variable in declared}
    for name in chosen:
        if name not in names:
            raise InvalidError.field(
                f"/variables/{name}", "is not declared by the agent", code="unknown_variable"
            )
    for variable in declared:
        is_optional = variable.default is not None or variable.nullable
        if not is_optional and variable.name not in chosen:
            raise InvalidError.field(
                f"/variables/{variable.name}", "needs a column", code="missing_variable"
            )


def _read(plan: _Plan, row: int, cells: Cells) -> tuple[list[RowError], ImportedContact | None]:
    """All that is wrong with the row at once, so that one correction is enough."""
    errors: list[RowError] = []
    number = zone = None
    variables: dict[str, VariableValue] = {}
    try:
        _check_width(plan, cells)
        number = _number(plan, cells)
        zone = _zone(plan, cells, number)
    except _BadCellError as bad:
        errors.append(RowError(row, bad.column, bad.code, bad.message))
    for reader in plan.values:
        try:
            value = _value(reader, cells)
        except _BadCellError as bad:
            errors.append(RowError(row, bad.column, bad.code, bad.message))
            continue
        if value is not None:
            variables[reader.variable] = value
    if errors or number is None:
        return errors, None
    return errors, ImportedContact(number.e164, variables, zone, row)


def _check_width(plan: _Plan, cells: Cells) -> None:
    width = len(plan.columns)
    if len(cells) > width and any(_extra(cells, width)):
        message = f"has more cells than the {width} columns; is a cell with a delimiter unquoted?"
        raise _BadCellError("", "too_many_cells", message)


def _extra(cells: Cells, width: int) -> Iterator[str]:
    return (cell.strip() for cell in cells[width:])


def _text(cells: Cells, place: int, column: str) -> str:
    cell = cells[place] if place < len(cells) else ""
    text = cell.strip()
    if isinstance(cell, BadCell) or text.startswith("="):
        raise _BadCellError(column, "formula", "is a formula; paste its value instead")
    if len(text) > MAX_CELL_CHARACTERS:
        message = f"is longer than {MAX_CELL_CHARACTERS:,} characters"
        raise _BadCellError(column, "too_long", message)
    return text


def _number(plan: _Plan, cells: Cells) -> Number:
    column = plan.columns[plan.phone]
    text = _text(cells, plan.phone, column)
    if not text:
        raise _BadCellError(column, "missing_number", "is empty")
    number = read_number(text, plan.country)
    if number is None:
        raise _BadCellError(column, "bad_number", f"{text[:40]!r} is no telephone number")
    return number


def _zone(plan: _Plan, cells: Cells, number: Number) -> str | None:
    if plan.zone is None:
        return number.zone
    column = plan.columns[plan.zone]
    text = _text(cells, plan.zone, column)
    if not text:
        return number.zone
    zone = known_zone(text)
    if zone is None:
        raise _BadCellError(
            column, "bad_zone", f"{text[:40]!r} is no time zone such as Europe/Berlin"
        )
    if not plan.trust_zones and not agrees(zone, number.zones):
        message = f"{number.e164} is not in {zone} but in {', '.join(number.zones[:3])}"
        raise _BadCellError(column, "zone_conflict", message)
    return zone


def _value(reader: ValueReader, cells: Cells) -> VariableValue:
    text = _text(cells, reader.place, reader.column)
    if not text:
        if reader.is_required:
            raise _BadCellError(reader.column, "missing_variable", f"{reader.variable} is needed")
        return None
    if reader.convert is None:
        return text
    try:
        return reader.convert(text)
    except ValueError as error:
        raise _BadCellError(reader.column, "bad_variable", str(error)) from error

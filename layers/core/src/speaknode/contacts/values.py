"""Cells to values of an agent's variables; compiled once for a file, for it runs for every cell."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from speaknode.agents.inputs import value_error
from speaknode.agents.variables import Variable, VariableType, VariableValue

_TRUE = frozenset({"true", "yes", "y", "1", "да", "истина"})
_FALSE = frozenset({"false", "no", "n", "0", "нет", "ложь"})


@dataclass(frozen=True, slots=True)
class ValueReader:
    variable: str
    column: str
    place: int
    is_required: bool
    convert: Callable[[str], VariableValue] | None
    """None: the text is the value. Raises ValueError with what is wrong."""


def value_readers(
    declared: Iterable[Variable], places: Mapping[str, tuple[str, int]]
) -> list[ValueReader]:
    """`places`: variable → its column's name and place."""
    return [
        ValueReader(
            variable=variable.name,
            column=places[variable.name][0],
            place=places[variable.name][1],
            is_required=variable.default is None and not variable.nullable,
            convert=_converter(variable),
        )
        for variable in declared
        if variable.name in places
    ]


def _converter(variable: Variable) -> Callable[[str], VariableValue] | None:
    plain = _PLAIN[variable.type]
    if variable.type is VariableType.STRING and variable.enum is None:
        return None

    def convert(text: str) -> VariableValue:
        try:
            value = plain(text)
        except ValueError as error:
            raise ValueError(f"must be {variable.type.phrase}") from error
        if message := value_error(variable, value):
            raise ValueError(message)
        return value

    return convert


def _number(text: str) -> float:
    value = float(_compact(text))
    if value - value != 0:
        raise ValueError("nan and inf are words, not quantities")
    return value


def _compact(text: str) -> str:
    """1 234,50 → 1234.50, the way it is written where the decimal sign is a comma."""
    text = "".join(text.split())
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def _boolean(text: str) -> bool:
    word = text.casefold()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValueError("neither yes nor no")


_PLAIN: dict[VariableType, Callable[[str], VariableValue]] = {
    VariableType.STRING: str,
    VariableType.NUMBER: _number,
    VariableType.INTEGER: lambda text: int("".join(text.split())),
    VariableType.BOOLEAN: _boolean,
}

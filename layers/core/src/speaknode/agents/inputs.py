"""The values a conversation starts with, checked against what the agent declares."""

from speaknode.agents.variables import Variable, VariableType, VariableValue
from speaknode.kit.errors import FieldError, InvalidError
from speaknode.kit.sizes import too_large
from speaknode.kit.validation import escaped

MAX_BYTES = 60_000
_PYTHON_TYPES: dict[VariableType, tuple[type, ...]] = {
    VariableType.STRING: (str,),
    VariableType.NUMBER: (int, float),
    VariableType.INTEGER: (int,),
    VariableType.BOOLEAN: (bool,),
}


def resolve_variables(
    declared: list[Variable], given: dict[str, VariableValue]
) -> dict[str, VariableValue]:
    """The conversation's variables with defaults filled in. Raises InvalidError naming each wrong or missing one."""
    known = {variable.name for variable in declared}
    found = [
        FieldError(pointer=f"/variables/{escaped(name)}", message="is not declared by the agent")
        for name in given
        if name not in known
    ]
    resolved: dict[str, VariableValue] = {}
    for variable in declared:
        value = given.get(variable.name, variable.default)
        if message := _error(variable, value, is_given=variable.name in given):
            found.append(FieldError(pointer=f"/variables/{variable.name}", message=message))
        resolved[variable.name] = value
    # They are stored with the conversation, and sent to the worker with it.
    found += too_large({"variables": resolved}, MAX_BYTES)
    if found:
        raise InvalidError.of_fields(found, code="invalid_variables")
    return resolved


def _error(variable: Variable, value: VariableValue, *, is_given: bool) -> str | None:
    if value is None:
        if variable.nullable:
            return None
        return f"must be {variable.type.phrase}, not null" if is_given else "is required"
    return value_error(variable, value)


def value_error(variable: Variable, value: VariableValue) -> str | None:
    """What is wrong with a value that is not null."""
    if not _fits(variable.type, value):
        return f"must be {variable.type.phrase}"
    if variable.enum is not None and value not in variable.enum:
        return f"must be one of {', '.join(str(choice) for choice in variable.enum)}"
    return None


def _fits(kind: VariableType, value: VariableValue) -> bool:
    if isinstance(value, bool) and kind is not VariableType.BOOLEAN:
        return False  # bool is an int to Python, not to a caller
    return isinstance(value, _PYTHON_TYPES[kind])


def declaration_errors(variables: list[Variable]) -> list[FieldError]:
    """Defaults and choices that are not of their variable's own type."""
    found = []
    for index, variable in enumerate(variables):
        for place, choice in enumerate(variable.enum or []):
            if choice is None or not _fits(variable.type, choice):
                pointer = f"/variables/{index}/enum/{place}"
                found.append(FieldError(pointer=pointer, message=f"must be {variable.type.phrase}"))
        if variable.default is not None and (message := value_error(variable, variable.default)):
            found.append(FieldError(pointer=f"/variables/{index}/default", message=message))
    return found

"""Checks of a configuration that a field's type cannot make."""

from collections.abc import Iterator

from pydantic import ValidationError

from speaknode import providers
from speaknode.agents.models import AgentConfig, ProviderRef, Variable, VariableType, VariableValue
from speaknode.kit.errors import FieldError, InvalidError
from speaknode.kit.validation import field_errors
from speaknode.providers import ProviderKind

_PYTHON_TYPES: dict[VariableType, tuple[type, ...]] = {
    VariableType.STRING: (str,),
    VariableType.NUMBER: (int, float),
    VariableType.INTEGER: (int,),
    VariableType.BOOLEAN: (bool,),
}


def check_config(config: AgentConfig) -> None:
    """Raises InvalidError with every provider setting and default value that is wrong."""
    found = [*_provider_errors(config), *_default_errors(config)]
    if found:
        raise InvalidError(
            f"{found[0].pointer}: {found[0].message}", code="invalid_agent", fields=tuple(found)
        )


def _provider_errors(config: AgentConfig) -> Iterator[FieldError]:
    yield from _ref_errors(ProviderKind.LLM, config.llm, "/llm")
    yield from _ref_errors(ProviderKind.STT, config.stt, "/stt")
    for language, locale in config.locales.items():
        yield from _ref_errors(ProviderKind.TTS, locale.tts, f"/locales/{language}/tts")


def _ref_errors(kind: ProviderKind, ref: ProviderRef, pointer: str) -> Iterator[FieldError]:
    try:
        spec = providers.spec(kind, ref.provider)
    except InvalidError as error:
        yield FieldError(pointer=f"{pointer}/provider", message=error.message)
        return
    try:
        spec.settings.model_validate(ref.params)
    except ValidationError as error:
        yield from field_errors(error, pointer=f"{pointer}/params")


def _default_errors(config: AgentConfig) -> Iterator[FieldError]:
    for index, variable in enumerate(config.variables):
        if variable.default is not None and not _fits(variable, variable.default):
            yield FieldError(
                pointer=f"/variables/{index}/default", message=f"must be a {variable.type}"
            )


def resolve_variables(
    declared: list[Variable], given: dict[str, VariableValue]
) -> dict[str, VariableValue]:
    """The conversation's variables with defaults filled in. Raises InvalidError naming each wrong or missing one."""
    known = {variable.name for variable in declared}
    found = [
        FieldError(pointer=f"/variables/{name}", message="is not declared by the agent")
        for name in given
        if name not in known
    ]
    resolved: dict[str, VariableValue] = {}
    for variable in declared:
        value = given.get(variable.name, variable.default)
        if message := _value_error(variable, value, is_given=variable.name in given):
            found.append(FieldError(pointer=f"/variables/{variable.name}", message=message))
        resolved[variable.name] = value
    if found:
        raise InvalidError(
            f"{found[0].pointer}: {found[0].message}", code="invalid_variables", fields=tuple(found)
        )
    return resolved


def _value_error(variable: Variable, value: VariableValue, *, is_given: bool) -> str | None:
    if value is None:
        if variable.nullable:
            return None
        return f"must be a {variable.type}, not null" if is_given else "is required"
    return None if _fits(variable, value) else f"must be a {variable.type}"


def _fits(variable: Variable, value: VariableValue) -> bool:
    if isinstance(value, bool) and variable.type is not VariableType.BOOLEAN:
        return False  # bool is an int to Python, not to a caller
    return isinstance(value, _PYTHON_TYPES[variable.type])

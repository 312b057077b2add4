"""What a number says to its agent must be what the agent takes."""

from speaknode.agents.inputs import value_error
from speaknode.agents.models import AgentConfig
from speaknode.kit.errors import FieldError, InvalidError
from speaknode.phone_numbers.models import NumberSettings


def check_settings(settings: NumberSettings, agent: AgentConfig) -> None:
    """Raises InvalidError naming each field that would fail every call."""
    found: list[FieldError] = []
    if settings.locale is not None and settings.locale not in agent.locales:
        spoken = ", ".join(sorted(agent.locales))
        found.append(FieldError(pointer="/settings/locale", message=f"the agent speaks {spoken}"))
    declared = {variable.name: variable for variable in agent.variables}
    for name, value in settings.variables.items():
        variable = declared.get(name)
        if variable is None:
            message: str | None = "is not declared by the agent"
        else:
            message = value_error(variable, value) if value is not None else None
        if message:
            found.append(FieldError(pointer=f"/settings/variables/{name}", message=message))
    if found:
        raise InvalidError.of_fields(found, code="invalid")

"""A contact's values are text; the agent's variables have types."""

from speaknode.agents.models import AgentConfig
from speaknode.agents.variables import Variable, VariableType, VariableValue

_TRUE, _FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


def typed(config: AgentConfig, values: dict[str, str]) -> dict[str, VariableValue]:
    """Of those that the agent declares: a file may have more columns than it needs. An empty cell is no value."""
    return {
        variable.name: _typed(variable, values[variable.name])
        for variable in config.variables
        if values.get(variable.name, "").strip()
    }


def _typed(variable: Variable, text: str) -> VariableValue:
    """What does not read as its type stays text, for the check of the variables to name."""
    word = text.strip().lower()
    try:
        match variable.type:
            case VariableType.INTEGER:
                return int(word)
            case VariableType.NUMBER:
                return float(word)
            case VariableType.BOOLEAN if word in _TRUE | _FALSE:
                return word in _TRUE
            case _:
                return text
    except ValueError:
        return text

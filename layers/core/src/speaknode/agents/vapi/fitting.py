"""What of a converted assistant our limits do not take: cut or left out, and reported, rather than refused whole."""

from typing import Any

from pydantic import ValidationError

from speaknode.agents.models import AgentConfig
from speaknode.agents.vapi.source import Note

_ROUNDS = 200


def fit(config: dict[str, Any], notes: list[Note]) -> None:
    """Changes `config`; one finding at a time, for each may be the cause of others."""
    for _ in range(_ROUNDS):
        try:
            AgentConfig.model_validate(config)
        except ValidationError as error:
            found: Any = error.errors(include_url=False)[0]
            held = _held(config, found["loc"])
            if not held:
                return
            (holder, key), limit = held[-1], found.get("ctx", {}).get("max_length")
            if limit:
                holder[key] = holder[key][:limit]
            else:
                del holder[key]
            place = "/".join(str(part) for _, part in held)
            done = f"is cut to {limit}" if limit else "is left out"
            notes.append(Note("", f"{place} of the agent {done}: {found['msg']}"))
        else:
            return


def _held(config: Any, loc: tuple[int | str, ...]) -> list[tuple[Any, Any]]:
    """From the outside in, as far as it is there: without its destination a whole transfer is none."""
    held: list[tuple[Any, Any]] = []
    for part in loc:
        is_there = isinstance(config, dict) and part in config
        is_there = is_there or (isinstance(config, list) and isinstance(part, int))
        if not is_there:
            break
        held.append((config, part))
        config = config[part]
    return held

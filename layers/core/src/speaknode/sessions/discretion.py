"""What is told of what was said and done, as the agent's privacy and artifacts have it."""

from typing import Any

from speaknode.agents.models import AgentConfig
from speaknode.agents.outcome import RedactCategory, StoreMode
from speaknode.agents.redaction import redact, redact_all
from speaknode.sessions.models import ToolCall, Turn


class Discretion:
    def __init__(self, config: AgentConfig) -> None:
        """`config`: of the agent that began; it rules to the end, whoever takes over."""
        self._kept, self._privacy = config.kept(), config.privacy

    def turn(self, turn: Turn) -> Turn:
        """That somebody spoke, when and how fast, always; the words as far as they are kept."""
        if not self._kept.transcript:
            return turn.model_copy(update={"text": "", "passages": []})
        return turn.model_copy(update={"text": redact(turn.text, self._privacy.redacted())})

    def tool_call(self, call: ToolCall) -> ToolCall:
        privacy = self._privacy
        if privacy.store is StoreMode.METADATA_ONLY:
            nothing: dict[str, Any] = {
                "arguments": {},
                "request": None,
                "response": None,
                "assigned": {},
                # Only what kind of failure: its words may repeat an argument.
                "error": call.error and call.error.partition(":")[0],
            }
            return call.model_copy(update=nothing)
        if not privacy.redacted():
            return call
        names = ("arguments", "request", "response", "assigned", "error")
        changed = {name: redact_all(getattr(call, name), privacy.redacted()) for name in names}
        return call.model_copy(update=changed)

    def words_of(self, error: str) -> str:
        """What a provider says of its failure may repeat what it was given."""
        bare = self._privacy.store is StoreMode.METADATA_ONLY
        return redact(error, RedactCategory if bare else self._privacy.redacted())

"""What one conversation changes of its agent; the agent itself, and its other conversations, stay as they are."""

from collections.abc import Iterator

from pydantic import Field

from speaknode.agents.conversation import FirstMessageMode
from speaknode.agents.models import AgentConfig, Language
from speaknode.agents.templates import placeholders
from speaknode.agents.variables import SYSTEM_VARIABLES
from speaknode.kit.errors import FieldError, InvalidError
from speaknode.kit.models import Input


class Overrides(Input):
    """What is left out is as the agent has it."""

    system_prompt: str | None = Field(default=None, max_length=100_000)
    first_message: str | None = Field(
        default=None, max_length=2000, description="Said at once, in the conversation's language."
    )
    temperature: float | None = Field(default=None, ge=0, le=1)
    silence_timeout_s: int | None = Field(default=None, ge=5, le=3600)
    max_duration_s: int | None = Field(default=None, ge=10, le=14_400)

    def applied(
        self, config: AgentConfig, locale: Language, *, collected: frozenset[str]
    ) -> AgentConfig:
        """Raises InvalidError naming a text with a variable that nobody fills; `collected` are those of tools."""
        if found := tuple(self._unknown(config, collected)):
            raise InvalidError.of_fields(found, code="invalid_overrides")
        changes = self.model_dump(exclude_none=True, exclude={"first_message"})
        if self.first_message is not None:
            spoken = config.locales[locale].model_copy(update={"first_message": self.first_message})
            changes["locales"] = {**config.locales, locale: spoken}
            changes["first_message_mode"] = FirstMessageMode.AGENT
        return config.model_copy(update=changes)

    def _unknown(self, config: AgentConfig, collected: frozenset[str]) -> Iterator[FieldError]:
        declared = {variable.name for variable in config.variables} | SYSTEM_VARIABLES.keys()
        texts = {"system_prompt": declared | collected, "first_message": declared}
        for name, known in texts.items():
            for variable in placeholders(getattr(self, name) or ""):
                if variable not in known:
                    message = f"the variable {variable!r} is not declared by the agent"
                    yield FieldError(pointer=f"/overrides/{name}", message=message)

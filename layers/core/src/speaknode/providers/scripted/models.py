"""Settings of the scripted LLM: an honest rule engine, no language model.

Texts and patterns are per language (`en`, `ru`). In a reply `{slot}` is what the caller chose,
`{result.path}` a value of the tool's JSON answer and `{{variable}}` a variable of the conversation.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from speaknode.agents.answering import AnsweredBy
from speaknode.providers.models import ProviderSettings
from speaknode.providers.scripted import patterns

LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Line = Annotated[str, Field(min_length=1, max_length=2000)]
Text = dict[LanguageCode, Line]
Patterns = dict[LanguageCode, Annotated[list[str], Field(max_length=100)]]

_YES: Patterns = {
    "en": ["(yes | yeah | yep | sure | correct | okay | right | of course | go ahead)"],
    "ru": ["(да | ага | конечно | верно | правильно | хорошо | подтверждаю)"],
}
_NO: Patterns = {
    "en": ["(no | nope | wrong | cancel | never mind | not really)"],
    "ru": ["(нет | неверно | неправильно | не надо | отмена | отмените)"],
}


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SlotValue(Part):
    """One allowed answer: `value` goes to tools, `label` into replies; label and phrases are recognised."""

    value: str | int
    label: Text
    phrases: Patterns = Field(default_factory=dict)


class Slot(Part):
    """Something the caller must tell. Without `values` any answer is taken as it was said."""

    name: Name
    prompt: Text = Field(description="Asked while the slot is empty.")
    values: list[SlotValue] = Field(default_factory=list, max_length=200)


class ToolStep(Part):
    """Calls a tool of the agent with arguments made of `{slot}` and `{{variable}}`."""

    name: str = Field(min_length=1, max_length=64)
    arguments: dict[str, str | int | float | bool] = Field(default_factory=dict)
    reply: Text = Field(description="Said on success.")
    error_reply: Text = Field(description="Said when the tool failed.")


class Rule(Part):
    """Patterns → slots → confirmation → tool → reply; every step but the patterns may be missing."""

    name: Name
    patterns: Patterns
    slots: list[Slot] = Field(default_factory=list, max_length=20)
    confirm: Text | None = Field(default=None, description="A yes/no question before acting.")
    cancelled: Text | None = Field(default=None, description='Said after a "no".')
    tool: ToolStep | None = None
    reply: Text | None = None
    answered_by: AnsweredBy | None = Field(
        default=None, description="Whoever greets so on a call that the agent made."
    )
    end: bool = Field(default=False, description="End the call after the reply.")

    @model_validator(mode="after")
    def _complete(self) -> "Rule":
        if self.reply is None and self.tool is None and self.answered_by is None:
            raise ValueError(f"rule {self.name!r} has neither a reply nor a tool")
        if self.confirm is not None and self.cancelled is None:
            raise ValueError(f"rule {self.name!r} asks for confirmation but has no `cancelled`")
        known = {slot.name for slot in self.slots}
        if len(known) != len(self.slots):
            raise ValueError(f"rule {self.name!r} has two slots of one name")
        _check(self.patterns, f"rule {self.name!r}", known)
        for slot in self.slots:
            for value in slot.values:
                _check(value.phrases, f"slot {slot.name!r}", set())
        return self


class ScriptedSettings(ProviderSettings):
    rules: list[Rule] = Field(default_factory=list, max_length=200)
    fallback: Text = Field(
        default_factory=lambda: {
            "en": "Sorry, I did not understand that.",
            "ru": "Извините, я не поняла.",
        },
        description="Said when no rule matches.",
    )
    yes: Patterns = Field(default_factory=lambda: dict(_YES))
    no: Patterns = Field(default_factory=lambda: dict(_NO))

    @model_validator(mode="after")
    def _consistent(self) -> "ScriptedSettings":
        names = [rule.name for rule in self.rules]
        if len(names) != len(set(names)):
            raise ValueError("rules must have different names")
        if not self.fallback:
            raise ValueError("fallback needs a text in at least one language")
        _check(self.yes, "yes", set())
        _check(self.no, "no", set())
        return self


def _check(by_language: Patterns, where: str, slots: set[str]) -> None:
    for language, sources in by_language.items():
        for source in sources:
            try:
                node = patterns.parse(source)
            except patterns.PatternError as error:
                raise ValueError(f"{where}: pattern {source!r} ({language}) {error}") from error
            if unknown := set(patterns.slot_names(node)) - slots:
                raise ValueError(f"{where}: pattern {source!r} uses unknown slot {min(unknown)!r}")

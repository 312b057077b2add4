"""The scripted engine's mind: what to do next, derived from nothing but what has been said.

It is replayed from the conversation on every turn and keeps no state of its own, so a reply that
was interrupted, or generated ahead and thrown away, leaves no trace: a question counts as asked
only when something of it is in the history, and history holds only what was really played.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from speaknode.agents.answering import AnsweredBy
from speaknode.agents.models import VariableValue
from speaknode.providers.scripted.models import Rule, ScriptedSettings, Slot, SlotValue
from speaknode_worker.agent.offline.scripted.matcher import Matcher, RuleMatch
from speaknode_worker.agent.offline.scripted.templates import render, text_in


@dataclass(frozen=True)
class Heard:
    text: str


@dataclass(frozen=True)
class Said:
    """The agent's words (of any origin) that the caller heard at least in part."""


@dataclass(frozen=True)
class Returned:
    tool: str
    result: Any
    failed: bool


Event = Heard | Said | Returned


@dataclass(frozen=True)
class Say:
    text: str
    end: bool = False
    asks_to_confirm: bool = False


@dataclass(frozen=True)
class CallTool:
    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Silent:
    """Nothing is to be said now."""


Action = Say | CallTool | Silent


@dataclass
class _Frame:
    """The rule being carried out."""

    rule: Rule
    slots: dict[str, SlotValue | str] = field(default_factory=dict)
    confirm_heard: bool = False

    def missing(self) -> Slot | None:
        return next((slot for slot in self.rule.slots if slot.name not in self.slots), None)


class Dialogue:
    def __init__(
        self,
        settings: ScriptedSettings,
        language: str,
        variables: dict[str, VariableValue] | None = None,
    ) -> None:
        self._settings, self._language = settings, language[:2]
        self._variables = {} if variables is None else variables  # the conversation's: they change

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(self._settings, self._language)

    def prepare(self) -> None:
        """What the first answer needs, 15 ms."""
        _ = self._matcher

    def decide(self, events: list[Event]) -> Action:
        replay = _Replay(self._settings, self._language, self._matcher, self._variables)
        action: Action = Silent()
        for event in events:
            action = replay.follow(event)
        return action

    def answered_by(self, text: str) -> AnsweredBy | None:
        """Of a greeting on a call that was made; None: no rule knows it."""
        found = self._greetings.rule(self._greetings.normalise(text))
        return found.rule.answered_by if found else None

    @cached_property
    def _greetings(self) -> Matcher:
        rules = [rule for rule in self._settings.rules if rule.answered_by]
        return Matcher(self._settings.model_copy(update={"rules": rules}), self._language)


class _Replay:
    def __init__(
        self,
        settings: ScriptedSettings,
        language: str,
        matcher: Matcher,
        variables: dict[str, VariableValue],
    ) -> None:
        self._settings, self._language, self._matcher = settings, language, matcher
        self._variables = variables
        self._frame: _Frame | None = None
        self._pending: Action = Silent()
        self._calling: _Frame | None = None

    def follow(self, event: Event) -> Action:
        match event:
            case Heard(text):
                self._pending = self._on_heard(self._matcher.normalise(text))
            case Returned(tool, result, failed):
                self._pending = self._on_returned(tool, result, failed=failed)
            case Said():
                if self._frame and isinstance(self._pending, Say) and self._pending.asks_to_confirm:
                    self._frame.confirm_heard = True
                return Silent()
        return self._pending

    def _on_heard(self, text: str) -> Action:
        self._calling = None  # a tool that brought no result before the caller spoke is given up
        found = self._matcher.rule(text)
        frame = self._frame
        if frame is None:
            return self._begin(found, text)
        changed = self._fill(frame, text)
        if found and found.rule is not frame.rule and not changed:
            return self._begin(found, text)
        if frame.missing() is None and frame.confirm_heard and not changed:
            return self._on_confirmation(frame, text)
        missing = frame.missing()
        if not changed and missing:
            if self._matcher.says_no(text) and frame.rule.cancelled:
                return self._cancel(frame)
            if not missing.values and text:
                frame.slots[missing.name] = text.strip()
        return self._advance(frame)

    def _begin(self, found: RuleMatch | None, text: str) -> Action:
        if found is None:
            self._frame = None
            return Say(self._text(self._settings.fallback))
        self._frame = frame = _Frame(found.rule)
        self._fill(frame, text)
        for slot in found.rule.slots:
            if not slot.values and slot.name in found.captured:
                frame.slots[slot.name] = found.captured[slot.name]
        return self._advance(frame)

    def _fill(self, frame: _Frame, text: str) -> bool:
        changed = False
        for slot in frame.rule.slots:
            value = self._matcher.value(frame.rule, slot, text)
            if value is not None and frame.slots.get(slot.name) != value:
                frame.slots[slot.name] = value
                changed = True
        if changed:
            frame.confirm_heard = False
        return changed

    def _on_confirmation(self, frame: _Frame, text: str) -> Action:
        if self._matcher.says_no(text):
            return self._cancel(frame)
        if self._matcher.says_yes(text):
            return self._act(frame)
        return self._advance(frame)

    def _cancel(self, frame: _Frame) -> Action:
        self._frame = None
        return Say(self._text(frame.rule.cancelled or self._settings.fallback, frame))

    def _advance(self, frame: _Frame) -> Action:
        missing = frame.missing()
        if missing is not None:
            return Say(self._text(missing.prompt, frame))
        if frame.rule.confirm:
            return Say(self._text(frame.rule.confirm, frame), asks_to_confirm=True)
        return self._act(frame)

    def _act(self, frame: _Frame) -> Action:
        self._frame = None
        tool = frame.rule.tool
        if tool is None:
            return self._reply(frame)
        self._calling = frame
        arguments = {name: self._argument(value, frame) for name, value in tool.arguments.items()}
        return CallTool(tool.name, arguments)

    def _on_returned(self, tool: str, result: Any, *, failed: bool) -> Action:
        frame, self._calling = self._calling, None
        if frame is None or frame.rule.tool is None or frame.rule.tool.name != tool:
            return Silent()
        if failed:
            return Say(self._text(frame.rule.tool.error_reply, frame))
        return Say(self._text(frame.rule.tool.reply, frame, result), end=frame.rule.end)

    def _reply(self, frame: _Frame) -> Say:
        text = self._text(frame.rule.reply or self._settings.fallback, frame)
        return Say(text, end=frame.rule.end)

    def _argument(self, value: str | int | float | bool, frame: _Frame) -> Any:
        if not isinstance(value, str):
            return value
        name = value[1:-1]
        if value == f"{{{name}}}" and name in frame.slots:
            chosen = frame.slots[name]  # alone it keeps its type, so a number stays a number
            return chosen.value if isinstance(chosen, SlotValue) else chosen
        return render(value, self._names(frame, "value"), self._variables)

    def _text(
        self, by_language: dict[str, str], frame: _Frame | None = None, result: Any = None
    ) -> str:
        names = self._names(frame, "label") if frame else {}
        names["result"] = result
        return render(text_in(by_language, self._language), names, self._variables)

    def _names(self, frame: _Frame, what: Literal["label", "value"]) -> dict[str, Any]:
        return {
            name: chosen
            if isinstance(chosen, str)
            else (text_in(chosen.label, self._language) if what == "label" else chosen.value)
            for name, chosen in frame.slots.items()
        }

"""The analyst without a language model. It quotes, matches patterns and reads tool arguments; it never infers.

So a summary is sentences that were really said, a field is null unless it was spelled out, and a
criterion is `unknown`: to judge takes understanding.
"""

import re
from collections import Counter

from speaknode.agents.models import VariableType, VariableValue
from speaknode.agents.outcome import AnalysisConfig, AnalysisField
from speaknode.analysis.answer import fit
from speaknode.analysis.models import Conversation, CriterionVerdict, Findings
from speaknode.knowledge.tokens import tokenize
from speaknode.sessions.models import Role, ToolCallStatus, Turn

SENTENCES = 4
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_SPEAKERS = {
    "ru": {Role.USER: "Собеседник", Role.AGENT: "Агент"},
    "en": {Role.USER: "Caller", Role.AGENT: "Agent"},
}
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+?\d(?:[\s().-]?\d){6,14}")
_DATE = re.compile(r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})\b")
_NUMBER = re.compile(r"(?<![\w.,])-?\d+(?:[.,]\d+)?(?![\w]|[.,]\d)")
_NAME = re.compile(
    r"(?:my name is|меня зовут)\s+([^\W\d_][\w'-]*(?:\s+[A-ZА-ЯЁ][\w'-]+)?)", re.IGNORECASE
)
_PATTERNS = (
    (re.compile(r"e[-_ ]?mail|почт", re.IGNORECASE), _EMAIL),
    (re.compile(r"phone|телефон", re.IGNORECASE), _PHONE),
    (re.compile(r"(?<![a-z])date(?![a-z])|дат[аыуе]", re.IGNORECASE), _DATE),
    (re.compile(r"(?:^|[ _])name|имя|зовут", re.IGNORECASE), _NAME),
)


class ExtractiveAnalyst:
    name = "extractive"

    def analyse(self, conversation: Conversation, wanted: AnalysisConfig) -> Findings:
        return Findings(
            summary=summarise(conversation) if wanted.summary.enabled else None,
            fields={field.name: find(field, conversation) for field in wanted.fields},
            criteria=[
                CriterionVerdict(
                    name=criterion.name,
                    rationale="Not judged: no language model is configured for analysis.",
                )
                for criterion in wanted.criteria
            ],
        )


def summarise(conversation: Conversation) -> str | None:
    """The sentences that say most of what the conversation is about, in the order they were said."""
    said = list(
        dict.fromkeys(  # what is said over and over is no more important for it
            (turn.role, sentence)
            for turn in conversation.turns
            for sentence in _SENTENCE.split(turn.text.strip())
            if len(sentence.split()) > 2
        )
    )
    frequency = Counter(word for _, sentence in said for word in set(tokenize(sentence)))
    weights = [
        (sum(frequency[word] for word in set(tokenize(text))) + (role is Role.USER), -place)
        for place, (role, text) in enumerate(said)
    ]
    chosen = sorted(-place for _, place in sorted(weights, reverse=True)[:SENTENCES])
    names = _SPEAKERS.get(conversation.locale[:2], _SPEAKERS["en"])
    return "\n".join(f"{names[said[place][0]]}: {said[place][1]}" for place in chosen) or None


def find(field: AnalysisField, conversation: Conversation) -> VariableValue:
    """What a tool was called with under that name, else what the caller spelled out."""
    for call in reversed(conversation.tool_calls):
        if call.status is ToolCallStatus.SUCCEEDED and field.name in call.arguments:
            value = fit(field, call.arguments[field.name])
            if value is not None:
                return value
    if field.enum:
        return _only(_mentioned(field.enum, conversation))
    if field.type is VariableType.STRING:
        return _by_pattern(field, conversation)
    if field.type in (VariableType.NUMBER, VariableType.INTEGER):
        return _number(field, conversation)
    return None


def _only(found: list[str]) -> str | None:
    """Two candidates are none: which of them is meant takes understanding."""
    different = list(dict.fromkeys(found))
    return different[0] if len(different) == 1 else None


def _caller(conversation: Conversation) -> list[Turn]:
    return [turn for turn in conversation.turns if turn.role is Role.USER]


def _mentioned(options: list[str], conversation: Conversation) -> list[str]:
    words = {word for turn in _caller(conversation) for word in tokenize(turn.text)}
    return [option for option in options if tokenize(option) and set(tokenize(option)) <= words]


def _by_pattern(field: AnalysisField, conversation: Conversation) -> str | None:
    about = f"{field.name} {field.description}"
    for topic, pattern in _PATTERNS:
        if topic.search(about):
            found = [
                (match[1] if pattern.groups else match[0]).strip()
                for turn in _caller(conversation)
                for match in pattern.finditer(turn.text)
            ]
            return _only(found)
    return None


def _number(field: AnalysisField, conversation: Conversation) -> VariableValue:
    """The one number the caller said where the field's own words stand: in the turn or the question before."""
    about = set(tokenize(f"{field.name.replace('_', ' ')} {field.description}"))
    found = []
    question = ""
    for turn in conversation.turns:
        if turn.role is Role.AGENT:
            question = turn.text
        elif about & set(tokenize(f"{question} {turn.text}")):
            found += [match[0].replace(",", ".") for match in _NUMBER.finditer(turn.text)]
    value = _only(found)
    return None if value is None else fit(field, float(value))

"""Vapi's plans: when to speak and stop, silence, analysis, what is kept."""

import re
from typing import Any

from speaknode.agents.vapi.source import Source

_TYPES = {"string", "number", "integer", "boolean"}


def turn(source: Source) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if (wait_s := source.number("waitSeconds")) is not None:
        made["min_delay_ms"] = int(source.within("waitSeconds", wait_s, 0, 5) * 1000)
    smart = source.child("smartEndpointingPlan")
    # Either a boolean or the name of an endpointing model, of old.
    is_smart = bool(source.data.get("smartEndpointingEnabled")) or bool(smart.take("provider", str))
    source.ignore("smartEndpointingEnabled")
    if is_smart:
        made["detector"] = "model"
    endpointing = source.child("transcriptionEndpointingPlan")
    if (wait_s := endpointing.number("onNoPunctuationSeconds")) is not None:
        fitted_s = endpointing.within("onNoPunctuationSeconds", wait_s, 0, 15)
        made["max_delay_ms"] = max(int(fitted_s * 1000), made.get("min_delay_ms", 500))
    for part in (smart, endpointing, source):
        part.rest()
    return made


def interruption(source: Source) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if (words := source.number("numWords")) is not None:
        made["min_words"] = int(source.within("numWords", words, 0, 20))
    if (speech_s := source.number("voiceSeconds")) is not None:
        made["min_ms"] = int(source.within("voiceSeconds", speech_s, 0, 5) * 1000)
    if acknowledgements := source.words("acknowledgementPhrases"):
        made["ack_phrases"] = acknowledgements
    if stops := source.words("interruptionPhrases"):
        made["stop_phrases"] = stops
    source.rest()
    return made


def idle(source: Source) -> dict[str, Any]:
    """From `messagePlan`; hooks say the same in newer assistants."""
    made: dict[str, Any] = {}
    if messages := source.words("idleMessages"):
        made["messages"] = messages
    if (after_s := source.number("idleTimeoutSeconds")) is not None:
        made["after_ms"] = int(source.within("idleTimeoutSeconds", after_s, 1, 300) * 1000)
    if (count := source.number("idleMessageMaxSpokenCount")) is not None:
        made["max_count"] = int(source.within("idleMessageMaxSpokenCount", count, 1, 20))
    source.rest()
    return made


def idle_hook(source: Source) -> dict[str, Any]:
    """A hook on the caller's silence that says fixed words; empty for any other."""
    does = source.data.get("do")
    says = [
        action for action in (does if isinstance(does, list) else []) if isinstance(action, dict)
    ]
    exact = says[0].get("exact") if len(says) == 1 and says[0].get("type") == "say" else None
    given = exact if isinstance(exact, list) else [exact]
    messages = [text for text in given if isinstance(text, str) and text]
    if source.data.get("on") != "customer.speech.timeout" or not messages:
        source.note("", "only fixed words after the caller's silence can be imported as a hook")
        return {}
    source.ignore("on", "do", "name")
    options = source.child("options")
    made: dict[str, Any] = {"messages": messages}
    if (after_s := options.number("timeoutSeconds")) is not None:
        made["after_ms"] = int(options.within("timeoutSeconds", after_s, 1, 300) * 1000)
    if (count := options.number("triggerMaxCount")) is not None:
        made["max_count"] = int(options.within("triggerMaxCount", count, 1, 20))
    options.rest()
    source.rest()
    return made


def denoise(source: Source) -> str | None:
    smart, fourier = source.child("smartDenoisingPlan"), source.child("fourierDenoisingPlan")
    voices, noise = smart.take("enabled", bool), fourier.take("enabled", bool)
    for part in (smart, fourier, source):
        part.rest()
    return "noise_and_voices" if voices else "noise" if noise else None


def dtmf(source: Source) -> dict[str, Any] | None:
    made: dict[str, Any] = {}
    is_on = source.take("enabled", bool)
    if (wait_s := source.number("timeoutSeconds")) is not None:
        made["timeout_ms"] = int(source.within("timeoutSeconds", wait_s, 0.5, 60) * 1000)
    delimiters = source.data.get("delimiters")
    marks = (
        source.words("delimiters")
        if isinstance(delimiters, list)
        else [source.take("delimiters", str)]
    )
    if known := [mark for mark in marks if mark in ("#", "*")]:
        made["terminator"] = known[0]
    elif isinstance(delimiters, str | list) and delimiters:
        made["terminator"] = None
    if len(marks) > 1:
        source.note("delimiters", f"only one key ends the entry: {made['terminator'] or 'none'}")
    source.rest()
    return made if is_on else None


def analysis(source: Source) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if (least := source.number("minMessagesThreshold")) is not None:
        made["min_turns"] = int(source.within("minMessagesThreshold", least, 0, 100))
    if "summaryPlan" in source.data:
        made["summary"] = _summary(source.child("summaryPlan"))
    if "structuredDataPlan" in source.data:
        made["fields"] = _fields(source.child("structuredDataPlan"))
    if "successEvaluationPlan" in source.data:
        made["criteria"] = _criteria(source.child("successEvaluationPlan"))
    source.rest()
    return made


def _summary(source: Source) -> dict[str, Any]:
    is_on = source.take("enabled", bool)
    made = {"enabled": is_on is not False, "prompt": _prompt(source)}
    source.rest()
    return made


def _prompt(source: Source) -> str | None:
    """The first system message, without what Vapi fills in by itself."""
    for message in source.children("messages"):
        text = message.take("content", str)
        if message.take("role", str) == "system" and text:
            return re.sub(r"\{\{.*?\}\}", "", text, flags=re.DOTALL).strip() or None
    return None


def _fields(source: Source) -> list[dict[str, Any]]:
    is_off = source.take("enabled", bool) is False
    _prompt(source)
    schema = source.child("schema")
    schema.ignore("type", "required", "description")
    properties = schema.child("properties")
    made = []
    for name in list(properties.data):
        part = properties.child(name)
        kind = part.take("type", str) or "string"
        if kind not in _TYPES or not re.fullmatch(r"[a-zA-Z_]\w{0,63}", name):
            part.note("", f"a field of type {kind} cannot be extracted here")
            continue
        field = {"name": name, "type": kind, "description": part.take("description", str) or name}
        choices = part.words("enum")
        made.append(field | ({"enum": choices} if choices and kind == "string" else {}))
        part.rest()
    schema.rest()
    source.rest()
    return [] if is_off else made


def _criteria(source: Source) -> list[dict[str, Any]]:
    is_off = source.take("enabled", bool) is False
    rubric = source.take("rubric", str)
    if rubric not in (None, "PassFail"):
        source.note("rubric", f"{rubric} becomes met, not met or unknown")
    text = _prompt(source) or "The conversation reached its purpose."
    source.rest()
    return [] if is_off else [{"name": "success", "description": text}]


def artifacts(source: Source) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if (is_recorded := source.take("recordingEnabled", bool)) is not None:
        made |= {"recording": is_recorded, "tracks": is_recorded}
    transcript = source.child("transcriptPlan")
    if (is_kept := transcript.take("enabled", bool)) is not None:
        made["transcript"] = is_kept
    source.ignore("recordingFormat")
    transcript.rest()
    source.rest()
    return made

"""An assistant of Vapi as the configuration of an agent."""

from dataclasses import dataclass
from typing import Any

from speaknode.agents.errors import AgentDocumentError
from speaknode.agents.models import NAME_LIMIT
from speaknode.agents.vapi import plans, providers
from speaknode.agents.vapi.fitting import fit
from speaknode.agents.vapi.source import Note, Source
from speaknode.agents.vapi.texts import Texts
from speaknode.agents.vapi.tools import Tools
from speaknode.tools.schemas import ToolInput

_MODES = {
    "assistant-speaks-first": "agent",
    "assistant-speaks-first-with-model-generated-message": "agent_generated",
    "assistant-waits-for-user": "user",
}
# Of emoji and of scripts that join their letters: not printable by themselves.
_JOINERS = "\u200c\u200d"
_MARKS = ("model", "transcriber", "voice", "firstMessage")


@dataclass(frozen=True)
class Converted:
    config: dict[str, Any]
    tools: list[ToolInput]
    notes: list[Note]


def is_assistant(data: dict[str, Any]) -> bool:
    return any(mark in data for mark in _MARKS)


def convert(data: Any) -> Converted:
    """Raises AgentDocumentError for what is no assistant at all; everything smaller becomes a note."""
    if not isinstance(data, dict) or not is_assistant(data):
        raise AgentDocumentError("", "is not an assistant of Vapi")
    notes: list[Note] = []
    source, texts = Source(data, "", notes), Texts(notes)
    tools = Tools(texts)
    source.ignore("format", "id", "orgId", "createdAt", "updatedAt", "isServerUrlSecretSet")
    config = _identity(source, texts) | _models(source, tools, texts)
    config |= _conversation(source, texts) | _ending(source, tools, texts) | _afterwards(source)
    _built_in(source, tools, config)
    _former(source, tools, config)
    _lost(source)
    source.rest()
    config["variables"] = texts.variables()
    _heard_before_the_end(config)
    fit(config, notes)
    return Converted(config, tools.webhooks, notes)


def _identity(source: Source, texts: Texts) -> dict[str, Any]:
    given = source.take("name", str) or ""
    name = " ".join(
        "".join(
            letter if letter.isprintable() or letter in _JOINERS else " " for letter in given
        ).split()
    )
    if name != given:
        source.note("name", "is made one line that can be read")
    name = name if name.strip(_JOINERS) else "Imported assistant"
    if len(name) > NAME_LIMIT:
        source.note("name", f"is cut to {NAME_LIMIT} characters")
    mode = source.take("firstMessageMode", str) or "assistant-speaks-first"
    if mode not in _MODES:
        source.note("firstMessageMode", "is not known here: the agent speaks first")
    # Vapi protects the first message unless told otherwise.
    is_interruptible = source.take("firstMessageInterruptionsEnabled", bool) or False
    return {
        "name": name[:NAME_LIMIT],
        "first_message_mode": _MODES.get(mode, "agent"),
        "first_message_interruptible": is_interruptible,
    }


def _models(source: Source, tools: Tools, texts: Texts) -> dict[str, Any]:
    model, transcriber, voice = (source.child(key) for key in ("model", "transcriber", "voice"))
    language = _language(transcriber, voice)
    made: dict[str, Any] = {"system_prompt": _prompt(model, texts)}
    for tool in model.children("tools"):
        tools.add(tool)
    model.lose("tools are not fetched from Vapi: include them under model.tools", "toolIds")
    locale: dict[str, Any] = {"first_message": _first_message(source, texts)}
    if (speed := voice.number("speed")) is not None:
        locale["speed"] = voice.within("speed", speed, 0.5, 2)
    for key, value in (("llm", providers.llm(model)), ("stt", providers.stt(transcriber))):
        made |= {key: value} if value else {}
    if speech := providers.tts(voice):
        locale["tts"] = speech
    if sound := _sound(source):
        locale["background_sound"] = sound
    for part in (model, transcriber, voice):
        part.rest()
    return made | {"default_locale": language, "locales": {language: locale}}


def _language(*sources: Source) -> str:
    for source in sources:
        found = source.data.get("language")
        if not isinstance(found, str):
            continue
        tag, _, region = found.partition("-")
        if len(tag) == 2 and tag.isalpha():
            is_region = len(region) == 2 and region.isalpha()
            return f"{tag.lower()}-{region.upper()}" if is_region else tag.lower()
        source.note("language", f"{found!r} is not one language: en takes its place")
    return "en"


def _prompt(model: Source, texts: Texts) -> str:
    parts = [model.take("systemPrompt", str)]
    for message in model.children("messages"):
        if message.take("role", str) == "system":
            parts.append(message.take("content", str))
        else:
            message.note("", "only system messages can be imported")
    text = "\n\n".join(part for part in parts if part)
    return texts.convert(text, "/model/messages")


def _first_message(source: Source, texts: Texts) -> str | None:
    text = source.take("firstMessage", str)
    if text and text.startswith(("http://", "https://")):
        source.note("firstMessage", "recorded first messages are not known here")
        return None
    return texts.convert(text, "/firstMessage") if text else None


def _sound(source: Source) -> dict[str, Any]:
    sound = source.take("backgroundSound", str)
    if sound in (None, "off"):
        return {}
    if sound != "office":
        source.note("backgroundSound", "upload the sound and choose it in the locale")
        return {}
    return {"preset": "office"}


def _conversation(source: Source, texts: Texts) -> dict[str, Any]:
    made: dict[str, Any] = {
        "turn": plans.turn(source.child("startSpeakingPlan")),
        "interruption": plans.interruption(source.child("stopSpeakingPlan")),
        "idle": plans.idle(source.child("messagePlan")),
    }
    for hook in source.children("hooks"):
        made["idle"] = plans.idle_hook(hook) or made["idle"]
    if messages := made["idle"].get("messages"):
        made["idle"]["messages"] = [texts.convert(text, "/messagePlan") for text in messages]
    filtered = plans.denoise(source.child("backgroundSpeechDenoisingPlan"))
    if filtered is None and source.take("backgroundDenoisingEnabled", bool):
        filtered = "noise"
    source.ignore("backgroundDenoisingEnabled")
    return made | ({"denoise": filtered} if filtered else {})


def _ending(source: Source, tools: Tools, texts: Texts) -> dict[str, Any]:
    made: dict[str, Any] = {}
    limits = (("silenceTimeoutSeconds", "silence_timeout_s", 5, 3600),)
    for theirs, ours, low, high in (*limits, ("maxDurationSeconds", "max_duration_s", 10, 14_400)):
        if (value := source.number(theirs)) is not None:
            made[ours] = int(source.within(theirs, value, low, high))
    message = source.take("endCallMessage", str)
    made["end_call"] = {
        "tool": tools.ends_calls or bool(source.take("endCallFunctionEnabled", bool)),
        "phrases": source.words("endCallPhrases"),
        "message": texts.convert(message, "/endCallMessage") if message else None,
    }
    if (voicemail := source.take("voicemailMessage", str)) is not None:
        text = texts.convert(voicemail, "/voicemailMessage")
        tools.system.setdefault("leave_voicemail", {"message": text})
    return made


def _afterwards(source: Source) -> dict[str, Any]:
    artifacts = plans.artifacts(source.child("artifactPlan"))
    if (is_recorded := source.take("recordingEnabled", bool)) is not None:
        artifacts = {"recording": is_recorded, "tracks": is_recorded} | artifacts
    compliance = source.child("compliancePlan")
    is_bare = compliance.take("hipaaEnabled", bool) or source.take("hipaaEnabled", bool)
    source.ignore("hipaaEnabled")
    compliance.rest()
    return {
        "analysis": plans.analysis(source.child("analysisPlan")),
        "artifacts": artifacts,
        "privacy": {"store": "metadata_only"} if is_bare else {},
    }


def _built_in(source: Source, tools: Tools, config: dict[str, Any]) -> None:
    if collected := plans.dtmf(source.child("keypadInputPlan")):
        tools.system["collect_dtmf"] = collected
    config["system_tools"] = tools.system
    config["mcp_servers"] = tools.mcp_servers


def _former(source: Source, tools: Tools, config: dict[str, Any]) -> None:
    """What Vapi's assistants had before there were plans and tools for it; many still have."""
    if source.take("dialKeypadFunctionEnabled", bool):
        tools.system["send_dtmf"] = True
    if source.take("backchannelingEnabled", bool):
        config["backchannel"] = {"enabled": True}
    if (words := source.number("numWordsToInterruptAssistant")) is not None:
        fitted = int(source.within("numWordsToInterruptAssistant", words, 0, 20))
        config["interruption"].setdefault("min_words", fitted)


def _lost(source: Source) -> None:
    webhooks = "events are sent to the space's webhook endpoints"
    source.lose(webhooks, "server", "serverUrl", "serverUrlSecret", "serverMessages")
    source.lose("the page's own events are always sent", "clientMessages")
    source.lose("keys are set under credentials", "credentials", "credentialIds")
    source.lose("set where the call is made", "voicemailDetection", "transportConfigurations")
    source.lose("live listening and control are always there", "monitorPlan")


def _heard_before_the_end(config: dict[str, Any]) -> None:
    """Idle words must come before the silence that ends the call."""
    idle = config["idle"]
    limit_ms = int(config.get("silence_timeout_s", 30)) * 1000
    if idle.get("messages") and idle.get("after_ms", 10_000) >= limit_ms:
        idle["after_ms"] = limit_ms // 2

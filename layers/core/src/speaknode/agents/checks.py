"""Checks of a configuration that a field's type cannot make. Every finding names its place."""

from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from speaknode import providers
from speaknode.agents import expressions
from speaknode.agents.inputs import declaration_errors, resolve_variables
from speaknode.agents.models import AgentConfig, ProviderRef
from speaknode.agents.naming import mcp_errors, name_errors
from speaknode.agents.realtime import realtime_errors
from speaknode.agents.templates import placeholders
from speaknode.agents.variables import SYSTEM_VARIABLES
from speaknode.kit.errors import FieldError, InvalidError
from speaknode.kit.sizes import too_large
from speaknode.kit.validation import field_errors
from speaknode.providers import ProviderKind

# Of what storage takes of one item; the rest is for labels and the split.
MAX_BYTES = 380_000
__all__ = ["check_config", "refs", "resolve_variables"]


def check_config(config: AgentConfig, *, collected: frozenset[str] = frozenset()) -> None:
    """Raises InvalidError with everything that is wrong. `collected` are variables that the agent's tools fill."""
    found = [
        *_provider_errors(config),
        *declaration_errors(config.variables),
        *name_errors(config),
        *mcp_errors(config),
        *_template_errors(config, collected),
        *_expression_errors(config, collected),
        *_timing_errors(config),
        *_ignored_errors(config),
        *realtime_errors(config),
        *too_large(config.model_dump(mode="json"), MAX_BYTES),
    ]
    if found:
        raise InvalidError.of_fields(found, code="invalid_agent")


def _provider_errors(config: AgentConfig) -> Iterator[FieldError]:
    for kind, ref, pointer in refs(config):
        yield from _ref_errors(kind, ref, pointer)


def refs(config: AgentConfig) -> Iterator[tuple[ProviderKind, ProviderRef, str]]:
    """Every model that the agent names, with its place."""
    yield from _chain(ProviderKind.LLM, config.llm, config.llm.fallbacks, "/llm")
    yield from _chain(ProviderKind.STT, config.stt, config.stt.fallbacks, "/stt")
    for language, locale in config.locales.items():
        pointer = f"/locales/{language}/tts"
        yield from _chain(ProviderKind.TTS, locale.tts, locale.tts.fallbacks, pointer)
    if config.realtime:
        pointer = "/realtime"
        yield from _chain(
            ProviderKind.REALTIME, config.realtime, config.realtime.fallbacks, pointer
        )
    if config.analysis.llm:
        yield ProviderKind.LLM, config.analysis.llm, "/analysis/llm"


def _chain(
    kind: ProviderKind, first: ProviderRef, others: Sequence[ProviderRef], pointer: str
) -> Iterator[tuple[ProviderKind, ProviderRef, str]]:
    yield kind, first, pointer
    for index, other in enumerate(others):
        yield kind, other, f"{pointer}/fallbacks/{index}"


def _ref_errors(kind: ProviderKind, ref: ProviderRef, pointer: str) -> Iterator[FieldError]:
    try:
        spec = providers.spec(kind, ref.provider)
    except InvalidError as error:
        yield FieldError(pointer=f"{pointer}/provider", message=error.message)
        return
    try:
        spec.settings.model_validate(ref.params)
    except ValidationError as error:
        yield from field_errors(error, ref.params, pointer=f"{pointer}/params")
    given = (name for name, value in ref.params.items() if value is not None)
    for name in spec.untaken(given, ref.model):
        message = f"{ref.model or spec.default_model} does not take it"
        yield FieldError(pointer=f"{pointer}/params/{name}", message=message)


def _template_errors(config: AgentConfig, collected: frozenset[str]) -> Iterator[FieldError]:
    declared = {variable.name for variable in config.variables} | SYSTEM_VARIABLES.keys()
    for pointer, text in templates(config):
        # The first words come before any tool can have collected anything.
        known = declared if pointer.endswith("/first_message") else declared | collected
        for name in placeholders(text):
            if name not in known:
                yield FieldError(
                    pointer=pointer, message=f"the variable {name!r} is not declared by the agent"
                )


def templates(config: AgentConfig) -> Iterator[tuple[str, str]]:
    """Every text that may hold `{{variables}}`, with its place."""
    yield "/system_prompt", config.system_prompt
    for language, locale in config.locales.items():
        if locale.first_message:
            yield f"/locales/{language}/first_message", locale.first_message
        texts = locale.texts.model_dump(
            include={"idle_messages", "end_call_message", "filler_texts"}, exclude_none=True
        )
        for name, value in texts.items():
            yield from _lines(f"/locales/{language}/texts/{name}", value)
    yield from _lines("/idle/messages", config.idle.messages)
    yield from _lines("/filler/texts", config.filler.texts)
    yield from _lines("/end_call/message", config.end_call.message)
    for index, handoff in enumerate(config.handoffs):
        yield from _lines(f"/handoffs/{index}/message", handoff.message)
        yield from _lines(f"/handoffs/{index}/condition", handoff.condition)
    yield from _system_tool_texts(config)


def _system_tool_texts(config: AgentConfig) -> Iterator[tuple[str, str]]:
    for index, destination in enumerate(config.system_tools.transfer_call):
        pointer = f"/system_tools/transfer_call/{index}"
        for name in ("briefing", "message", "on_fail"):
            yield from _lines(f"{pointer}/{name}", getattr(destination, name))
    if voicemail := config.system_tools.leave_voicemail:
        yield "/system_tools/leave_voicemail/message", voicemail.message
    for name in ("message", "introduction"):
        yield from _lines(f"/answering/{name}", getattr(config.answering, name))


def _lines(pointer: str, value: str | list[str] | None) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    for index, text in enumerate(value if isinstance(value, list) else ()):
        yield f"{pointer}/{index}", text


def _expression_errors(config: AgentConfig, collected: frozenset[str]) -> Iterator[FieldError]:
    known = {variable.name for variable in config.variables} | SYSTEM_VARIABLES.keys() | collected
    for index, handoff in enumerate(config.handoffs):
        if handoff.expression is None:
            continue
        pointer = f"/handoffs/{index}/expression"
        try:
            used = set(expressions.names(expressions.parse(handoff.expression)))
        except expressions.ExpressionError as error:
            yield FieldError(pointer=pointer, message=str(error))
            continue
        for name in sorted(used - known):
            yield FieldError(
                pointer=pointer, message=f"the variable {name!r} is not declared by the agent"
            )


def _timing_errors(config: AgentConfig) -> Iterator[FieldError]:
    if config.idle.messages and config.idle.after_ms >= config.silence_timeout_s * 1000:
        yield FieldError(
            pointer="/idle/after_ms",
            message="must be less than silence_timeout_s, or nobody hears it",
        )


def _ignored_errors(config: AgentConfig) -> Iterator[FieldError]:
    """Settings that the model in charge has nothing for; a fallback does without."""
    if config.stt.keyterms and _ignores(ProviderKind.STT, config.stt, "keyterms"):
        yield FieldError(pointer="/stt/keyterms", message=f"{config.stt.provider} takes none")
    for language, locale in config.locales.items():
        if locale.speed != 1.0 and _ignores(ProviderKind.TTS, locale.tts, "speed"):
            message = f"{locale.tts.provider} speaks at one speed; leave it at 1"
            yield FieldError(pointer=f"/locales/{language}/speed", message=message)


def _ignores(kind: ProviderKind, ref: ProviderRef, setting: str) -> bool:
    spec = providers.all_specs().get((kind, ref.provider))
    return spec is not None and setting in spec.ignores

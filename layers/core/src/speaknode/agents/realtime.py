"""What an agent with a realtime model cannot have: settings of the steps that it does in one."""

from collections.abc import Iterator

from speaknode.agents.conversation import TurnDetector
from speaknode.agents.models import AgentConfig, LlmConfig, SttConfig
from speaknode.agents.speech import WhenDown
from speaknode.kit.errors import FieldError

_OWN_TURNS = "a realtime model decides itself whose turn it is; leave it at its default"
_NO_WORDS = "a realtime model lets nothing into its answers; leave it empty"
_UNUSED = "is not used beside /realtime; leave it out, or set /realtime/when_down to pipeline"


def realtime_errors(config: AgentConfig) -> Iterator[FieldError]:
    if config.realtime is None:
        return
    for pointer, message, is_set in (*_turns(config), *_answers(config), *_pipeline(config)):
        if is_set:
            yield FieldError(pointer=pointer, message=message)


def _turns(config: AgentConfig) -> Iterator[tuple[str, str, bool]]:
    turn, interruption = config.turn, config.interruption
    yield "/turn/detector", _OWN_TURNS, turn.detector is not TurnDetector.AUTO
    yield "/turn/preemptive", _OWN_TURNS, turn.preemptive
    yield "/interruption/enabled", _OWN_TURNS, not interruption.enabled
    yield "/interruption/min_words", _OWN_TURNS, interruption.min_words > 0
    protected = not config.first_message_interruptible
    yield "/first_message_interruptible", _OWN_TURNS, protected
    yield "/language_detection/enabled", _OWN_TURNS, config.language_detection.enabled


def _answers(config: AgentConfig) -> Iterator[tuple[str, str, bool]]:
    yield "/knowledge_ids", _NO_WORDS, bool(config.knowledge_ids)
    yield "/filler/texts", _NO_WORDS, bool(config.filler.texts)
    for language, locale in config.locales.items():
        pointer = f"/locales/{language}/texts/filler_texts"
        yield pointer, _NO_WORDS, bool(locale.texts.filler_texts)


def _pipeline(config: AgentConfig) -> Iterator[tuple[str, str, bool]]:
    unused = config.realtime is not None and config.realtime.when_down is not WhenDown.PIPELINE
    yield "/llm", _UNUSED, unused and config.llm != LlmConfig()
    yield "/stt", _UNUSED, unused and config.stt != SttConfig()

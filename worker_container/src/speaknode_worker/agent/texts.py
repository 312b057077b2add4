"""What the agent says by itself in one language: the owner's lines, and the platform's last words."""

from itertools import count

from speaknode.agents.models import AgentConfig, VariableValue
from speaknode.sessions.models import EndReason
from speaknode_worker.agent.phrases import Phrases
from speaknode_worker.agent.prompt import fill

_LAST_WORDS: dict[EndReason, dict[str, str]] = {
    EndReason.SILENCE: {
        "en": "I cannot hear you, so I will end the call now. Goodbye.",
        "ru": "Я вас не слышу, поэтому завершаю разговор. До свидания.",
    },
    EndReason.MAX_DURATION: {
        "en": "I am sorry, our time is up. Goodbye.",
        "ru": "Извините, наше время истекло. До свидания.",
    },
    EndReason.LIMIT: {
        "en": "I am sorry, I have to end our conversation here. Goodbye.",
        "ru": "Извините, мне придётся закончить наш разговор. До свидания.",
    },
    EndReason.ERROR: {
        "en": "I am sorry, something is not working on my side. Please try again later. Goodbye.",
        "ru": "Извините, у меня что-то не работает. Попробуйте, пожалуйста, позже. До свидания.",
    },
}

_WRITTEN_SILENCE = {
    "en": "You have not written for a while, so I will end our conversation now. Goodbye.",
    "ru": "Вы давно не отвечаете, поэтому завершаю разговор. До свидания.",
}
_PUT_THROUGH = {
    "en": "I am sorry, something is not working on my side. I put you through to somebody.",
    "ru": "Извините, у меня что-то не работает. Соединяю вас с сотрудником.",
}
_TAKEN_UP = {
    "en": "I am sorry, we were cut off for a moment.",
    "ru": "Извините, связь на мгновение прервалась.",
}


def taken_up(language: str) -> str:
    return _TAKEN_UP.get(language[:2], _TAKEN_UP["en"])


def put_through(language: str) -> str:
    return _PUT_THROUGH.get(language[:2], _PUT_THROUGH["en"])


def last_words(reason: EndReason, language: str, *, written: bool = False) -> str | None:
    is_unwritten = written and reason is EndReason.SILENCE
    words = _WRITTEN_SILENCE if is_unwritten else _LAST_WORDS.get(reason, {})
    return words.get(language[:2]) or words.get("en")


class Texts:
    def __init__(
        self, config: AgentConfig, locale: str, variables: dict[str, VariableValue]
    ) -> None:
        self._variables, self._turns = variables, count()
        own = config.texts(locale)
        self._fillers, self._idle = own.filler_texts or [], own.idle_messages or []
        self._end = own.end_call_message
        self.backchannel = own.backchannel_words or []
        self.acks = Phrases(own.ack_phrases or [])
        self.stops = Phrases(own.stop_phrases or [])
        self.goodbyes = Phrases(own.end_call_phrases or [])

    def filler(self) -> str | None:
        return self._next(self._fillers)

    def idle(self) -> str | None:
        return self._next(self._idle)

    def end_call(self) -> str | None:
        return fill(self._end, self._variables) if self._end else None

    def _next(self, lines: list[str]) -> str | None:
        return fill(lines[next(self._turns) % len(lines)], self._variables) if lines else None

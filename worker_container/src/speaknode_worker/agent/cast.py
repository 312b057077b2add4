"""The models of an agent in one of its languages: chains with budgets, from the stored configuration."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from livekit.agents import inference, llm, stt, tts, vad
from livekit.agents.voice.turn import TurnDetectionMode

from speaknode.agents.models import (
    AgentConfig,
    LlmConfig,
    ProviderRef,
    RealtimeConfig,
    SttConfig,
    TtsConfig,
    VariableValue,
    VoiceRef,
)
from speaknode.providers import ProviderKind
from speaknode_worker.agent import plugins
from speaknode_worker.agent.chains import LlmChain, TtsChain
from speaknode_worker.agent.hearing import Attention, WatchedSTT
from speaknode_worker.agent.metering import Counter, Meter
from speaknode_worker.agent.realtime import RealtimeChain

Ref = TypeVar("Ref", bound=ProviderRef)
Made = TypeVar("Made")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Models:
    llm: llm.LLM[Any] | llm.RealtimeModel
    stt: stt.STT[Any] | None
    tts: tts.TTS[Any] | None
    turn_detection: TurnDetectionMode

    @property
    def is_realtime(self) -> bool:
        return isinstance(self.llm, llm.RealtimeModel)


@dataclass(frozen=True)
class Casting:
    """What all agents and languages of one conversation have in common."""

    variables: dict[str, VariableValue]
    deaf: Callable[[str], None]
    """Told why an agent will not hear."""
    lost: Callable[[str], None] = lambda _: None
    """Told why when no realtime model is left."""
    keys: Mapping[str, str] = field(default_factory=dict)
    ears: vad.VAD | None = None
    """None: the conversation is written."""
    attention: Attention = field(default_factory=Attention)
    meter: Meter = field(default_factory=Meter)
    made: dict[str, tuple[AgentConfig, Models]] = field(default_factory=dict)
    """By language, and for what: a caller may go back and forth, and clients of vendors cost time to make."""

    def anew(self) -> "Casting":
        """For somebody else who is listened to beside the caller."""
        return replace(self, attention=Attention(), made={})

    def of_another(self, keys: Mapping[str, str], ears: vad.VAD | None) -> "Casting":
        """For an agent that takes over."""
        return replace(self, keys=keys, ears=ears, made={})

    def models(self, config: AgentConfig, locale: str) -> Models:
        """Raises ProviderError when the agent cannot think or speak; without ears it can still read."""
        made_for, made = self.made.get(locale, (None, None))
        if made is None or made_for != config:
            made = self._make(config, locale)
            self.made[locale] = config, made
        return made

    def _make(self, config: AgentConfig, locale: str) -> Models:
        if config.realtime is not None:
            return Models(
                llm=self._realtime(config.realtime, config, locale),
                stt=None,
                tts=self._tts(config, locale),
                turn_detection="realtime_llm" if self.ears is not None else "manual",
            )
        hearing = self._stt(config, locale)
        return Models(
            llm=self._llm(config, locale),
            stt=hearing,
            tts=self._tts(config, locale),
            turn_detection=detector(config) if hearing is not None else "manual",
        )

    def _llm(self, config: AgentConfig, locale: str) -> llm.LLM[Any]:
        first, temperature = config.llm, config.llm.temperature
        refs = [first, *(_as(LlmConfig, ref) for ref in first.fallbacks)]

        def make(ref: LlmConfig) -> llm.LLM[Any]:
            made = plugins.make_llm(
                ref=ref,
                language=locale,
                temperature=config.temperature if temperature is None else temperature,
                variables=self.variables,
                keys=self.keys,
            )
            made.on("metrics_collected", self.meter.counter(ProviderKind.LLM, ref))
            return made

        return LlmChain(_all_that_work(make, refs))

    def _realtime(
        self, first: RealtimeConfig, config: AgentConfig, locale: str
    ) -> llm.RealtimeModel:
        counters: dict[llm.RealtimeModel, Counter] = {}

        def make(ref: VoiceRef) -> llm.RealtimeModel:
            made = plugins.make_realtime(
                ref=ref,
                language=locale,
                voice=ref.voice,
                temperature=config.temperature,
                written=self.ears is None,
                keys=self.keys,
            )
            counters[made] = self.meter.counter(ProviderKind.REALTIME, ref)
            return made

        models = _all_that_work(make, [first, *first.fallbacks])
        return RealtimeChain(
            models, lost=self.lost, counted=lambda model, told: counters[model](told)
        )

    def _stt(self, config: AgentConfig, locale: str) -> stt.STT[Any] | None:
        if self.ears is None:
            return None
        refs = [config.stt, *(_as(SttConfig, ref) for ref in config.stt.fallbacks)]

        def make(ref: SttConfig) -> stt.STT[Any]:
            ear = plugins.make_stt(
                ref=ref,
                language=locale,
                keyterms=tuple(config.stt.keyterms),
                llm=config.llm,
                stops=tuple(config.texts(locale).stop_phrases or ()),
                vad=self.ears,
                keys=self.keys,
            )
            ear.on("metrics_collected", self.meter.counter(ProviderKind.STT, ref))
            return WatchedSTT(ear, self.attention)

        try:
            made = _all_that_work(make, refs)
        except plugins.ProviderError as error:
            logger.warning("the agent cannot hear, only read", extra={"reason": str(error)})
            self.deaf(str(error))
            return None
        if len(made) == 1:
            return made[0]
        return stt.FallbackAdapter(made, vad=self.ears, max_retry_per_stt=0)

    def _tts(self, config: AgentConfig, locale: str) -> tts.TTS[Any] | None:
        if self.ears is None:
            return None
        spoken = config.locales[locale]
        refs = [spoken.tts, *(_as(TtsConfig, ref) for ref in spoken.tts.fallbacks)]

        def make(ref: TtsConfig) -> tts.TTS[Any]:
            made = plugins.make_tts(
                ref=ref, language=locale, voice=ref.voice, speed=spoken.speed, keys=self.keys
            )
            made.on("metrics_collected", self.meter.counter(ProviderKind.TTS, ref))
            return made

        return TtsChain(_all_that_work(make, refs))


def emergency_voice(locale: str) -> tts.TTS[Any]:
    """For the last words when the agent's own voices are gone. Raises ProviderError."""
    return plugins.make_tts(ref=TtsConfig(provider="espeak"), language=locale, voice=None)


def detector(config: AgentConfig) -> TurnDetectionMode:
    """`auto` waits for the model only where it is worth its while: rules know no half sentences."""
    wanted = config.turn.detector.value
    if wanted == "stt":
        return "stt"
    if wanted == "vad" or (wanted == "auto" and config.llm.provider == "scripted"):
        return "vad"
    return inference.TurnDetector(version="v1-mini")  # local: shipped with livekit-agents


def _all_that_work(make: Callable[[Ref], Made], refs: list[Ref]) -> list[Made]:
    """A fallback without its key is left out; with nothing left the first one's trouble is told."""
    made: list[Made] = []
    troubles: list[plugins.ProviderError] = []
    for ref in refs:
        try:
            made.append(make(ref))
        except plugins.ProviderError as error:
            logger.warning("a provider is left out", extra={"reason": str(error)})
            troubles.append(error)
    if not made:
        raise troubles[0]
    return made


def _as(kind: type[Ref], ref: ProviderRef | VoiceRef) -> Ref:
    return kind.model_validate(ref.model_dump())

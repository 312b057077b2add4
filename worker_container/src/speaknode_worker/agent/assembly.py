"""From the stored configuration to a livekit-agents session: all choices in one readable place."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from livekit.agents import Agent, AgentSession, inference, stt, tts, vad
from livekit.agents.llm import Tool
from livekit.agents.voice.turn import TurnDetectionMode, TurnHandlingOptions

from speaknode.agents.models import AgentConfig, VadConfig, VariableValue
from speaknode.sessions.models import Channel, ErrorSource, SessionSpec
from speaknode_worker.agent import plugins
from speaknode_worker.agent.prompt import fill, system_variables
from speaknode_worker.agent.reports import Reporter

MAX_TOOL_STEPS = 3
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Assembled:
    session: AgentSession[None]
    agent: Agent
    variables: dict[str, VariableValue]
    first_message: str | None


def assemble(
    spec: SessionSpec, *, at: datetime, reporter: Reporter, tools: list[Tool]
) -> Assembled:
    """Raises ProviderError when the agent cannot think or speak; without ears it can still read."""
    config, locale = spec.config, spec.config.locales[spec.locale]
    variables = conversation_variables(spec, at)
    spoken = spec.channel is not Channel.TEXT
    ears = make_vad(config.vad) if spoken else None
    hearing = _hearing(spec, ears, reporter) if ears is not None else None
    session = AgentSession[None](
        llm=plugins.make_llm(
            ref=config.llm,
            language=spec.locale,
            temperature=config.temperature,
            variables=variables,
        ),
        stt=hearing or None,  # type: ignore[arg-type]  # None is "without", as for vad
        vad=ears,
        tts=_voice(spec) if spoken else None,  # type: ignore[arg-type]  # the same
        turn_handling=turn_handling(config, hears=hearing is not None),
        max_tool_steps=MAX_TOOL_STEPS,
        user_away_timeout=float(config.silence_timeout_s),
        # Browsers cancel echo themselves; a deaf start would swallow the caller's first words.
        aec_warmup_duration=None,
    )
    agent = Agent(instructions=fill(config.system_prompt, variables), tools=list(tools))
    first = fill(locale.first_message, variables) if locale.first_message else None
    return Assembled(session=session, agent=agent, variables=variables, first_message=first)


def conversation_variables(spec: SessionSpec, at: datetime) -> dict[str, VariableValue]:
    return {**spec.variables, **system_variables(spec, at)}


def make_vad(config: VadConfig) -> vad.VAD:
    """Sensitivity 0 … 1 becomes silero's threshold 0.8 … 0.2; the middle is silero's own 0.5."""
    return inference.VAD(
        model="silero",
        min_speech_duration=config.min_speech_ms / 1000,
        min_silence_duration=config.min_silence_ms / 1000,
        activation_threshold=round(0.8 - 0.6 * config.sensitivity, 3),
    )


def _hearing(spec: SessionSpec, ears: vad.VAD, reporter: Reporter) -> stt.STT[Any] | None:
    config = spec.config.stt
    try:
        return plugins.make_stt(
            ref=config,
            language=spec.locale,
            keyterms=tuple(config.keyterms),
            llm=spec.config.llm,
            vad=ears,
        )
    except plugins.ProviderError as error:
        logger.warning("the agent cannot hear, only read", extra={"reason": str(error)})
        reporter.error(ErrorSource.STT, str(error), recoverable=False)
        return None


def _voice(spec: SessionSpec) -> tts.TTS[Any]:
    locale = spec.config.locales[spec.locale]
    return plugins.make_tts(
        ref=locale.tts, language=spec.locale, voice=locale.tts.voice, speed=locale.speed
    )


def turn_handling(config: AgentConfig, *, hears: bool) -> TurnHandlingOptions:
    turn, interruption = config.turn, config.interruption
    return TurnHandlingOptions(
        turn_detection=_detector(config) if hears else "manual",
        endpointing={
            "min_delay": turn.min_delay_ms / 1000,
            "max_delay": turn.max_delay_ms / 1000,
        },
        interruption={
            "enabled": interruption.enabled,
            "mode": "vad",  # the adaptive detector is a service of LiveKit's cloud
            "min_duration": interruption.min_ms / 1000,
            "min_words": interruption.min_words,
            "resume_false_interruption": interruption.resume,
        },
        preemptive_generation={"enabled": turn.preemptive},
    )


def _detector(config: AgentConfig) -> TurnDetectionMode:
    """`auto` waits for the model only where it is worth its while: rules know no half sentences."""
    wanted = config.turn.detector.value
    if wanted == "stt":
        return "stt"
    if wanted == "vad" or (wanted == "auto" and config.llm.provider == "scripted"):
        return "vad"
    return inference.TurnDetector(version="v1-mini")  # local: shipped with livekit-agents

"""From the stored configuration to a livekit-agents session: all choices in one readable place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from livekit.agents import Agent, AgentSession, APIConnectOptions, inference, llm, vad
from livekit.agents.llm import ChatContext, Tool, Toolset
from livekit.agents.types import NOT_GIVEN
from livekit.agents.voice.agent_session import SessionConnectOptions
from livekit.agents.voice.turn import InterruptionOptions, TurnHandlingOptions

from speaknode.agents.models import AgentConfig, VadConfig, VariableValue
from speaknode.sessions.models import Channel, ErrorSource, SessionSpec
from speaknode_worker.agent.cast import Casting, Models
from speaknode_worker.agent.chains import NO_RETRY
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.denoise import heard_late_ms
from speaknode_worker.agent.prompt import fill, instructions, system_variables
from speaknode_worker.agent.reports import Reporter
from speaknode_worker.agent.voice import Rules, VoiceAgent

MAX_TOOL_STEPS = 3
_LEAST_SILENCE_MS = 50
_LAST_WORDS_S = 0.7
"""After the caller has gone, for the transcript of what they were saying; STT that does not stream never sends it."""
_CONNECT = SessionConnectOptions(
    llm_conn_options=NO_RETRY,  # the chains retry where it helps; on top of them it only takes time
    tts_conn_options=NO_RETRY,
    stt_conn_options=APIConnectOptions(max_retry=3, retry_interval=0.5, timeout=10.0),
    max_unrecoverable_errors=1000,  # `Conversation` ends it, with an apology
)


@dataclass(frozen=True)
class Assembled:
    session: AgentSession[None]
    agent: Agent
    variables: dict[str, VariableValue]
    first_message: str | None


def assemble(
    spec: SessionSpec,
    *,
    at: datetime,
    reporter: Reporter,
    tools: Sequence[Tool | Toolset],
    conversation: Conversation | None = None,
    variables: dict[str, VariableValue] | None = None,
    keys: Mapping[str, str] | None = None,
    history: ChatContext | None = None,
) -> Assembled:
    """Raises ProviderError when the agent cannot think or speak; without ears it can still read.

    `history` was said before. `variables` is the conversation's one dictionary: what tools collect in it,
    texts will say.
    """
    config, locale = spec.config, spec.config.locales[spec.locale]
    variables = conversation_variables(spec, at) if variables is None else variables
    conversation = conversation or Conversation(config, spec.locale, variables)
    spoken = spec.channel is not Channel.TEXT
    casting = Casting(
        variables=variables,
        deaf=lambda reason: reporter.error(ErrorSource.STT, reason, recoverable=False),
        keys=keys or {},
        ears=make_vad(config.vad, heard_late_ms(config.denoise)) if spoken else None,
        attention=conversation.attention,
        meter=conversation.meter,
        lost=conversation.realtime_lost,
    )
    conversation.casting = casting
    models = casting.models(config, spec.locale)
    session = make_session(config, casting, models)
    agent = VoiceAgent(
        rules=conversation,
        instructions=instructions(config.system_prompt, spec.locale, variables),
        tools=list(tools),
        chat_ctx=history or llm.ChatContext.empty(),
    )
    first = fill(locale.first_message, variables) if locale.first_message else None
    return Assembled(session=session, agent=agent, variables=variables, first_message=first)


def make_session(config: AgentConfig, casting: Casting, models: Models) -> AgentSession[None]:
    return AgentSession[None](
        llm=models.llm,
        stt=models.stt or None,  # type: ignore[arg-type]  # None is "without", as for vad
        vad=None if models.is_realtime else casting.ears,
        tts=models.tts or None,  # type: ignore[arg-type]  # the same
        turn_handling=turn_handling(config, models),
        max_tool_steps=MAX_TOOL_STEPS,
        user_away_timeout=None,  # `Silence` counts it
        # Browsers cancel echo themselves; a deaf start would swallow the caller's first words.
        aec_warmup_duration=None,
        session_close_transcript_timeout=_LAST_WORDS_S,
        conn_options=_CONNECT,
    )


def make_agent(
    config: AgentConfig,
    locale: str,
    tools: Sequence[Tool | Toolset],
    *,
    casting: Casting,
    rules: Rules,
    chat_ctx: ChatContext | None = None,
    keep_voice: bool = False,
) -> VoiceAgent:
    """An agent that takes over: with models and turn taking of its own, in the same conversation."""
    models = casting.models(config, locale)
    return VoiceAgent(
        rules=rules,
        instructions=instructions(config.system_prompt, locale, casting.variables),
        tools=list(tools),
        chat_ctx=chat_ctx or llm.ChatContext.empty(),
        llm=models.llm,
        stt=None if models.is_realtime else models.stt or NOT_GIVEN,
        tts=NOT_GIVEN if keep_voice or models.tts is None else models.tts,
        vad=None if models.is_realtime else casting.ears,
        turn_handling=turn_handling(config, models),
    )


def recast(casting: Casting, config: AgentConfig, keys: Mapping[str, str]) -> Casting:
    """For an agent that takes over: with keys and ears of its own."""
    ears = make_vad(config.vad, heard_late_ms(config.denoise)) if casting.ears else None
    return casting.of_another(keys, ears)


def keep_interruptions_of(config: AgentConfig, session: AgentSession[Any]) -> None:
    """Half of them livekit-agents asks of the session only, whichever agent speaks."""
    hears = session.current_agent.stt is not None or session.stt is not None
    session.options.interruption.update(interruption_options(config, hears=hears))


def conversation_variables(spec: SessionSpec, at: datetime) -> dict[str, VariableValue]:
    return {**spec.variables, **system_variables(spec, at)}


def make_vad(config: VadConfig, late_ms: int = 0) -> vad.VAD:
    """Sensitivity 0 … 1 becomes silero's threshold 0.8 … 0.2; the middle is silero's own 0.5.

    `late_ms`: what a filter holds the sound back is silence already; the caller does not wait for it again.
    """
    return inference.VAD(
        model="silero",
        min_speech_duration=config.min_speech_ms / 1000,
        min_silence_duration=max(_LEAST_SILENCE_MS, config.min_silence_ms - late_ms) / 1000,
        activation_threshold=round(0.8 - 0.6 * config.sensitivity, 3),
    )


def turn_handling(config: AgentConfig, models: Models) -> TurnHandlingOptions:
    turn = config.turn
    return TurnHandlingOptions(
        turn_detection=models.turn_detection,
        endpointing={
            "min_delay": turn.min_delay_ms / 1000,
            "max_delay": turn.max_delay_ms / 1000,
        },
        interruption=interruption_options(config, hears=models.stt is not None),
        preemptive_generation={"enabled": turn.preemptive},
    )


def interruption_options(config: AgentConfig, *, hears: bool) -> InterruptionOptions:
    interruption = config.interruption
    return {
        "enabled": interruption.enabled,
        "mode": "vad",  # the adaptive detector is a service of LiveKit's cloud
        "min_duration": interruption.min_ms / 1000,
        "min_words": _min_words(config, hears=hears),
        "resume_false_interruption": interruption.resume,
        # else nobody would hear a stop phrase in a speech that goes on regardless
        "discard_audio_if_uninterruptible": interruption.enabled,
    }


def _min_words(config: AgentConfig, *, hears: bool) -> int:
    """A speech that is cut for good at the first sound cannot tell assent from a wish to speak."""
    interruption = config.interruption
    if hears and not interruption.resume and interruption.ack_phrases:
        return max(1, interruption.min_words)
    return interruption.min_words

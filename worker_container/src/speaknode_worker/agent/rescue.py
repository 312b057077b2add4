"""When the realtime model is gone for good: the agent's pipeline goes on, where the agent wishes it."""

import logging
from collections.abc import Callable, Sequence

from livekit.agents.llm import ChatMessage, Tool, Toolset

from speaknode.agents.models import AgentConfig
from speaknode.agents.speech import WhenDown
from speaknode.sessions.models import EndFault, EndReason
from speaknode_worker.agent.assembly import keep_interruptions_of, make_agent
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.plugins import ProviderError
from speaknode_worker.agent.voice import VoiceAgent

_ASK_AGAIN = (
    "You did not catch what the caller said last. Ask them, in one short sentence, to repeat it."
)
logger = logging.getLogger(__name__)


class Rescue:
    def __init__(self, talk: Conversation, tools: Callable[[], Sequence[Tool | Toolset]]) -> None:
        """`tools`: of the agent that has the word."""
        self._talk, self._tools = talk, tools

    async def go(self, reason: str) -> None:
        realtime = self._talk.config.realtime
        if realtime is not None and realtime.when_down is WhenDown.PIPELINE:
            try:
                await self._take_over(self._talk.config.model_copy(update={"realtime": None}))
            except ProviderError as error:
                logger.warning("the pipeline cannot take over", extra={"reason": str(error)})
            else:
                return
        self._talk.end_soon(EndReason.ERROR, EndFault.PROVIDER, reason[:500])

    async def _take_over(self, config: AgentConfig) -> None:
        talk, session = self._talk, self._talk.session
        assert session is not None and talk.casting is not None
        was_answering = session.current_speech is not None
        # What stands still would be waited for; what was heard of it is kept.
        await session.interrupt(force=True)
        agent = make_agent(
            config,
            talk.locale,
            self._tools(),
            casting=talk.casting,
            rules=talk,
            chat_ctx=session.current_agent.chat_ctx.copy(),
        )
        agent.entered = lambda: self._enter(config, agent, was_answering)
        session.update_agent(agent)
        logger.info("the pipeline has taken over from the realtime model")

    async def _enter(self, config: AgentConfig, agent: VoiceAgent, was_answering: bool) -> None:
        talk = self._talk
        assert talk.session is not None
        talk.use(config, talk.locale)
        keep_interruptions_of(config, talk.session)
        said = [item for item in agent.chat_ctx.items if isinstance(item, ChatMessage)]
        if said and (was_answering or said[-1].role == "user"):
            talk.session.generate_reply()
        elif said:
            talk.session.generate_reply(instructions=_ASK_AGAIN)

"""What is around a conversation and changes with its agent: the place behind the voice, the filter before the ear,
the documents at hand.
"""

from livekit import rtc
from livekit.agents import AgentSession
from livekit.agents.voice.room_io import AudioInputOptions

from speaknode import wiring
from speaknode.sessions.models import Channel, HandoffTarget, SessionSpec
from speaknode_worker.agent import denoise
from speaknode_worker.agent.ambience import Ambience, sound_file
from speaknode_worker.agent.backchannel import Backchannel
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.knowledge import KnowledgeLookup
from speaknode_worker.agent.observe import Observer


class Surroundings:
    def __init__(self, spec: SessionSpec, conversation: Conversation, observer: Observer) -> None:
        self._spec, self._conversation, self._observer = spec, conversation, observer
        self._ambience: Ambience | None = None
        self._noise_filter: denoise.Denoiser | None = None

    def audio_input(self) -> AudioInputOptions:
        """The filter works at 48 kHz; without it the session's own rate is kept."""
        later = [target.config.denoise for target in self._spec.handoff_targets.values()]
        self._noise_filter = denoise.denoiser(self._spec.config.denoise, *later)
        if self._noise_filter is None:
            return AudioInputOptions()
        return AudioInputOptions(
            sample_rate=denoise.RATE, frame_size_ms=50, noise_cancellation=self._noise_filter
        )

    async def open_knowledge(self) -> None:
        knowledge_ids = self._conversation.config.knowledge_ids
        self._conversation.knowledge = self._observer.knowledge = None
        if not knowledge_ids:
            return
        found = await KnowledgeLookup.open(wiring.knowledge(), self._spec.space_id, knowledge_ids)
        self._conversation.knowledge = self._observer.knowledge = found

    async def sound(self, room: rtc.Room, session: AgentSession[None]) -> None:
        """Once there is a room to be heard in."""
        if self._spec.channel is Channel.TEXT:
            return
        talk, load = self._conversation, sound_file(self._spec.space_id)
        self._ambience = ambience = Ambience(room, load=load)
        await ambience.surround(talk.config, talk.locale)
        talk.languages.changed.append(ambience.speak)
        Backchannel(
            lambda: talk.config.backchannel,
            words=lambda: talk.texts.backchannel,
            say=ambience.say,
        ).watch(session)

    async def hand_over(self, target: HandoffTarget) -> None:
        locale = self._conversation.locale
        self._observer.speak(locale)
        if self._noise_filter is not None:
            self._noise_filter.use(target.config.denoise)
        if self._ambience is not None:
            self._ambience.surround_soon(target.config, locale)
        await self.open_knowledge()

    async def aclose(self) -> None:
        if self._ambience is not None:
            await self._ambience.aclose()

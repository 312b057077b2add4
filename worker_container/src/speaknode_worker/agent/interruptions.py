"""Tells the media bridge when the agent was interrupted: what it holds in front of the caller must go."""

import asyncio
import logging
from typing import Any

from livekit import rtc
from livekit.agents import AgentSession
from livekit.agents.voice.io import PlaybackFinishedEvent
from livekit.rtc.participant import PublishDataError

from speaknode_worker.playback import CLEAR_TOPIC

logger = logging.getLogger(__name__)


class InterruptionTeller:
    def __init__(self, room: rtc.Room) -> None:
        self._room = room
        self._telling: set[asyncio.Task[None]] = set()

    def watch(self, session: AgentSession[Any]) -> None:
        """Once the session has started: its audio output exists from then on."""
        if session.output.audio is not None:
            session.output.audio.on("playback_finished", self._on_finished)

    def _on_finished(self, event: PlaybackFinishedEvent) -> None:
        if event.interrupted:
            task = asyncio.create_task(self._tell())
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _tell(self) -> None:
        try:
            await self._room.local_participant.publish_data(b"", reliable=True, topic=CLEAR_TOPIC)
        except PublishDataError as error:
            logger.warning("the interruption was not told", extra={"reason": str(error)})

"""A caller who waits: they hear a sound, and nobody listens to them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from livekit import rtc
from livekit.agents import AgentSession, AudioConfig, BackgroundAudioPlayer, BuiltinAudioClip

from speaknode.agents.speech import BackgroundSound
from speaknode_worker.agent.ambience import Load, sounds
from speaknode_worker.agent.conversation import Conversation

_VOLUME = 0.8


@contextlib.asynccontextmanager
async def on_hold(
    room: rtc.Room, session: AgentSession[Any], talk: Conversation, *, sound: str | None, load: Load
) -> AsyncIterator[None]:
    talk.silence.hold(held=True)
    session.input.set_audio_enabled(False)
    player = BackgroundAudioPlayer()
    try:
        music = await asyncio.to_thread(hold_sound, sound, load)
        await player.start(room=room)
        player.play(music, loop=True)
        yield
    finally:
        await player.aclose()
        session.input.set_audio_enabled(True)
        talk.silence.hold(held=False)


def hold_sound(sound: str | None, load: Load) -> AudioConfig:
    """The space's own where there is one; silence would sound as if the line were dead."""
    own = sounds(BackgroundSound(sound_id=sound, volume=_VOLUME), load) if sound else []
    return own[0] if own else AudioConfig(BuiltinAudioClip.HOLD_MUSIC, volume=_VOLUME)

"""A message for a machine: after the greeting, in the owner's words."""

import asyncio
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, Mock

from speaknode.agents.abilities import LeaveVoicemail
from speaknode.sessions.models import EndReason
from speaknode_worker.agent import voicemail
from speaknode_worker.agent.voicemail import until_quiet


async def test_the_greeting_is_heard_to_its_end() -> None:
    session: Any = SimpleNamespace(user_state="speaking")
    waiting = asyncio.create_task(until_quiet(session, quiet_s=0.2))
    await asyncio.sleep(0.5)
    assert not waiting.done()
    session.user_state = "listening"
    await asyncio.wait_for(waiting, 10)


async def test_a_greeting_without_end_is_spoken_over() -> None:
    session: Any = SimpleNamespace(user_state="speaking")
    await asyncio.wait_for(until_quiet(session, at_most_s=0.3), 10)


async def test_the_message_is_said_whole_and_the_call_is_over() -> None:
    said = Mock(wait_for_playout=AsyncMock())
    session: Any = Mock(user_state="listening", say=Mock(return_value=said))
    talk: Any = Mock(wanted=None, variables={"who": "Bob"})
    settings = LeaveVoicemail(message="Call us back, {{who}}.")
    await voicemail.leave(settings.message, talk, session)
    session.say.assert_called_once_with("Call us back, Bob.", allow_interruptions=False)
    session.shutdown.assert_called_once_with(drain=True)
    assert talk.wanted.reason is EndReason.VOICEMAIL
    assert set(LeaveVoicemail.model_fields) == {"message"}

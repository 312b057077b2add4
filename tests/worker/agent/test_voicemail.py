import asyncio
from types import SimpleNamespace
from typing import Any

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

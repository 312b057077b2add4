import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from speaknode_cli.caller import AgentSilentError, Caller, CallerError, Reply
from speaknode_cli.caller.conversation import Exchange, Script, hold
from speaknode_cli.caller.ear import Ear, Sound
from speaknode_cli.caller.transcript import Line

# Long enough ago that what came after it is quiet by now.
STOPPED_AT = time.monotonic() - 10


class FakeCaller:
    """Answers each line with the next reply; `None` is silence."""

    def __init__(self, *replies: str | None) -> None:
        self.replies = list(replies)
        self.sent: list[str] = []
        self.is_connected = True
        self.ear = Ear()

    async def wait_for_agent(self, timeout_s: float) -> None:
        if not self.replies:
            raise AgentSilentError("no agent joined")

    async def say(self, text: str) -> None:
        self.sent.append(f"said {text}")

    async def send_text(self, text: str) -> None:
        self.sent.append(f"typed {text}")

    async def play(self, path: Path) -> None:
        self.sent.append(f"played {path}")

    async def wait_for_agent_reply(self, timeout_s: float) -> Reply:
        text = self.replies.pop(0)
        if text is None:
            raise AgentSilentError("no answer")
        return Reply(text=text, heard_as="", latency_ms=500.0, duration_s=1.0)

    async def wait_for_hang_up(self, timeout_s: float) -> bool:
        return True


async def run(caller: FakeCaller, script: Script) -> tuple[list[Exchange], str | None]:
    told: list[Exchange] = []
    outcome = await hold(cast("Caller", caller), script, told.append)
    assert told == outcome.exchanges
    return told, outcome.problem


async def test_first_message_then_each_line_and_the_wav() -> None:
    caller = FakeCaller("Hello!", "Sunny.", "Bye.", "What?")
    script = Script(lines=("weather", "goodbye"), wav=Path("a.wav"))
    told, problem = await run(caller, script)
    assert caller.sent == ["said weather", "said goodbye", "played a.wav"]
    assert [exchange.line for exchange in told] == [None, "weather", "goodbye", "(a.wav)"]
    assert problem is None


async def test_typed() -> None:
    caller = FakeCaller("Hello!", "Sunny.")
    await run(caller, Script(lines=("weather",), typed=True))
    assert caller.sent == ["typed weather"]


async def test_silence_ends_it_with_what_was_heard_so_far() -> None:
    told, problem = await run(FakeCaller("Hello!", None), Script(lines=("weather",)))
    assert len(told) == 1
    assert problem == "no answer"


async def test_nobody_joins() -> None:
    assert (await run(FakeCaller(), Script()))[1] == "no agent joined"


async def test_lines_left_when_the_agent_ends_the_call() -> None:
    caller = FakeCaller("Goodbye!")
    caller.is_connected = False
    assert (await run(caller, Script(lines=("wait",))))[
        1
    ] == "the agent ended the call before 'wait'"


class TestReply:
    """When is an answer over? Driven by what was heard and read, without a room."""

    @pytest.fixture
    async def caller(self) -> AsyncIterator[Caller]:
        caller = Caller("ws://nowhere", "token", voice=False)
        caller._spoke_at = caller._stopped_at = STOPPED_AT
        yield caller
        await caller.hang_up()

    def read(self, caller: Caller, text: str, at: float, *, final: bool = True) -> None:
        line = Line(by_caller=False, text=text, began_at=at, changed_at=at, final=final)
        caller.transcript._lines[text] = line

    async def test_begins_after_our_line_only(self, caller: Caller) -> None:
        self.read(caller, "earlier", at=STOPPED_AT - 1)
        with pytest.raises(AgentSilentError, match="no answer within"):
            await caller.wait_for_agent_reply(timeout_s=0.05)

    async def test_is_timed_from_the_end_of_our_voice(self, caller: Caller) -> None:
        self.read(caller, "Sunny.", at=STOPPED_AT + 1)
        caller.ear.sounds.append(Sound(started_at=STOPPED_AT + 0.75, ended_at=STOPPED_AT + 2))
        reply = await caller.wait_for_agent_reply(timeout_s=0.5)
        assert (reply.text, reply.latency_ms, reply.duration_s) == ("Sunny.", 750, 1.25)

    async def test_a_sentence_still_growing_is_not_over(self, caller: Caller) -> None:
        self.read(caller, "One", at=STOPPED_AT + 1, final=False)
        with pytest.raises(AgentSilentError, match="heard: One"):
            await caller.wait_for_agent_reply(timeout_s=0.05)

    async def test_listens_through_to_what_is_wanted(self, caller: Caller) -> None:
        self.read(caller, "One moment.", at=STOPPED_AT + 1)
        with pytest.raises(AgentSilentError, match="'sunny'"):
            await caller.wait_for_agent_reply(timeout_s=0.05, containing="sunny")
        self.read(caller, "It is Sunny.", at=STOPPED_AT + 2)
        reply = await caller.wait_for_agent_reply(timeout_s=0.5, containing="sunny")
        assert reply.text == "One moment. It is Sunny."

    async def test_the_call_ends_without_an_answer(self, caller: Caller) -> None:
        caller._disconnected(None)
        with pytest.raises(AgentSilentError, match="ended before"):
            await caller.wait_for_agent_reply(timeout_s=5)

    async def test_one_who_writes_has_no_voice(self, caller: Caller) -> None:
        with pytest.raises(CallerError, match="no voice"):
            await caller.say("hello")

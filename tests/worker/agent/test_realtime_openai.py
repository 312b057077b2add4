"""The vendor's own protocol: livekit-agents' plug-in against a server that speaks it, in real time."""

import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from livekit.agents.utils import http_context
from tests.support.openai_realtime import KEY, Answer, FakeOpenAI, openai_realtime, until
from tests.support.realtime import Held, talk_with

from speaknode.egress.policy import Policy
from speaknode.sessions.models import Channel, EndFault, EndReason
from speaknode_worker.agent import elsewhere

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(90)]


def held(server: FakeOpenAI, channel: Channel, **changes: Any) -> AbstractAsyncContextManager[Held]:
    realtime = {"provider": "openai", "voice": "cedar", "params": {"base_url": server.base_url}}
    keys = {"openai": os.environ["OPENAI_API_KEY"]}  # as the space's own
    return talk_with(changes.pop("realtime", realtime), channel, keys=keys, **changes)


@pytest.fixture(autouse=True)
async def _job(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    here = Policy(opened=frozenset({"127.0.0.1"}))
    monkeypatch.setattr(elsewhere, "policy", lambda: here)
    http_context._new_session_ctx()
    yield
    await http_context._close_http_ctx()


async def test_a_spoken_question_is_answered_and_a_tool_ends_the_call() -> None:
    bye = Answer("It is nine. Goodbye.", call=("end_call", {}))
    async with openai_realtime(bye) as server, held(server, Channel.WEB) as call:
        await until(lambda: call.talk.closed.done())
        assert call.said("user") == ["what time is it"]
        assert call.said() == ["It is nine. Goodbye."]
        assert call.talk.wanted is not None
        assert call.talk.wanted.reason is EndReason.AGENT_HANGUP
        assert server.models == ["gpt-realtime"]
        told: dict[str, Any] = {}
        for update in server.of("session.update"):
            told |= update["session"]
        assert told["instructions"].startswith("You are Ada.")
        assert "end_call" in [tool["name"] for tool in told["tools"]]
        assert server.of("session.update")[0]["session"]["audio"]["output"]["voice"] == "cedar"


async def test_a_typed_question_is_answered_in_writing() -> None:
    async with openai_realtime(Answer("It is nine.")) as server, held(server, Channel.TEXT) as chat:
        session = chat.talk.session
        assert session is not None
        session.generate_reply(user_input="what time is it")
        await until(lambda: chat.said() == ["It is nine."])
        (update, *_) = server.of("session.update")
        assert update["session"]["output_modalities"] == ["text"]
        typed = [item["item"] for item in server.of("conversation.item.create")]
        assert typed[-1]["content"][0]["text"] == "what time is it"


async def test_a_server_that_goes_down_leaves_the_conversation_to_the_pipeline() -> None:
    rules = [{"name": "time", "patterns": {"en": ["what time"]}, "reply": {"en": "Nine, I think."}}]
    llm = {"provider": "scripted", "params": {"rules": rules}}
    async with openai_realtime() as server:
        realtime = {"provider": "openai", "params": {"base_url": server.base_url}}
        realtime["when_down"] = "pipeline"
        async with held(server, Channel.TEXT, realtime=realtime, llm=llm) as chat:
            await until(lambda: server.models)
            await server.go_down()
            await until(lambda: chat.talk.config.realtime is None)
            assert chat.talk.session is not None
            chat.talk.session.generate_reply(user_input="what time is it")
            await until(lambda: chat.said() == ["Nine, I think."])


async def test_a_wrong_key_ends_the_conversation_as_the_providers_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong")
    async with openai_realtime() as server, held(server, Channel.TEXT) as chat:
        await until(lambda: chat.talk.closed.done(), within_s=40)
        assert chat.talk.wanted is not None
        assert chat.talk.wanted.reason is EndReason.ERROR
        assert chat.talk.wanted.fault is EndFault.PROVIDER

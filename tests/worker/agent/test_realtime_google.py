"""Gemini Live on the wire: livekit-agents' plug-in against a server that speaks its protocol, in real time."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from livekit.agents.utils import http_context
from tests.support.gemini import KEY, FakeGemini, Turn, gemini, write_certificate
from tests.support.openai_realtime import KEY as OPENAI_KEY
from tests.support.openai_realtime import Answer, openai_realtime, until
from tests.support.realtime import Held, talk_with

from speaknode.egress.policy import Policy
from speaknode.sessions.models import Channel, EndFault, EndReason
from speaknode_worker.agent import elsewhere

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(90)]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    write_certificate(path)
    return path


@pytest.fixture(autouse=True)
async def _job(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    here = Policy(opened=frozenset({"127.0.0.1"}))
    monkeypatch.setattr(elsewhere, "policy", lambda: here)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    http_context._new_session_ctx()
    yield
    await http_context._close_http_ctx()


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Any:
    def start(
        server: FakeGemini, *, key: str = KEY, keys: dict[str, str] | None = None, **more: Any
    ) -> AbstractAsyncContextManager[Held]:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", server.base_url)
        model = {"provider": "google", "voice": "Kore"} | more.pop("realtime", {})
        return talk_with(model, Channel.WEB, keys={"google": key} | (keys or {}), **more)

    return start


async def test_a_spoken_question_is_answered_and_a_tool_ends_the_call(
    certificate: Path, call: Any
) -> None:
    bye = Turn(says="It is nine. Goodbye.", calls=("end_call", {}))
    async with gemini(certificate, bye) as server, call(server) as held:
        await until(lambda: held.talk.closed.done())
        assert held.said("user") == ["what time is it"]
        assert held.said() == ["It is nine. Goodbye."]
        assert held.talk.wanted.reason is EndReason.AGENT_HANGUP
        (setup, *_) = server.setups
        told = str(setup)
        assert "You are Ada." in told
        assert "end_call" in told
        assert "Kore" in told
        assert KEY not in told


async def test_a_caller_who_speaks_long_is_not_taken_for_a_mute_model(
    certificate: Path, call: Any
) -> None:
    """Gemini opens its answer with the caller's first words, and the caller goes on for seven seconds."""
    words = ("I would", " like to know", " if you can tell me", " what time it is")
    slow = Turn(hears=words, every_s=1.9, says="It is nine.")
    async with gemini(certificate, slow) as server, call(server) as held:
        await until(lambda: held.said() == ["It is nine."])
        assert held.said("user") == ["".join(words)]
        assert not held.talk.closed.done()
        assert len(server.setups) == 1


async def test_an_interruption_cuts_what_is_said(certificate: Path, call: Any) -> None:
    long = Turn(says="It is nine, and I could go on telling.", sound_s=30, interrupted=True)
    then = Turn(hears=("stop",), says="Very well.")
    async with gemini(certificate, long, then) as server, call(server) as held:
        await until(lambda: "Very well." in held.said() or len(held.said("user")) == 1)
        await until(lambda: not server.turns or held.said())
        assert not held.talk.closed.done()


async def test_a_model_that_goes_mute_gives_over_to_the_next(certificate: Path, call: Any) -> None:
    mute = Turn(stays_mute=True)
    async with gemini(certificate, mute) as server, openai_realtime(Answer("It is nine.")) as good:
        good.says = ""
        others = [{"provider": "openai", "params": {"base_url": good.base_url}}]
        keys = {"openai": OPENAI_KEY}
        async with call(server, keys=keys, realtime={"fallbacks": others}) as held:
            await until(lambda: held.said() == ["It is nine."])


@pytest.mark.parametrize("key", [KEY, "wrong"])
async def test_a_model_that_dies_or_refuses_ends_as_the_providers_fault(
    certificate: Path, call: Any, key: str
) -> None:
    async with gemini(certificate) as server, call(server, key=key) as held:
        if key == KEY:
            await until(lambda: server.setups)
            await server.go_down()
        await until(lambda: held.talk.closed.done(), within_s=40)
        assert held.talk.wanted.reason is EndReason.ERROR
        assert held.talk.wanted.fault is EndFault.PROVIDER

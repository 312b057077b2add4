"""The widget in a real browser, on a foreign page under a strict policy, over real media."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.support.browser import drive_widget
from tests.support.page import SPACE_ID, Site
from tests.support.stand_in import StandIn, agent_in

from speaknode import wiring
from speaknode.sessions.models import Session
from speaknode.sessions.schemas import SessionQuery

pytestmark = pytest.mark.livekit

HOSTILE = """
* { color: red !important; font: 40px/3 serif !important; letter-spacing: 9px !important;
    text-transform: uppercase !important; visibility: hidden !important; direction: rtl !important; }
main * { all: revert !important; width: 7px !important; transform: rotate(3deg) !important;
    opacity: 0.2 !important; position: relative !important; overflow: hidden !important; }
button, input, section, div { display: none !important; }
"""


@asynccontextmanager
async def answering(site: Site) -> AsyncIterator[StandIn]:
    """An agent that joins the first conversation that is made; the same one when it is come back to."""
    joined: asyncio.Future[StandIn] = asyncio.get_running_loop().create_future()

    async def join() -> None:
        made = await site.created.get()
        async with agent_in(site.server, made["room"]) as agent:
            joined.set_result(agent)
            await asyncio.Event().wait()

    task = asyncio.create_task(join())
    handle = _Later(joined)
    try:
        yield handle  # type: ignore[misc]  # stands for the agent once it has joined
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class _Later:
    def __init__(self, joined: "asyncio.Future[StandIn]") -> None:
        self._joined = joined

    def __getattr__(self, name: str) -> Any:
        return getattr(self._joined.result(), name)


def sessions() -> list[Session]:
    return wiring.sessions().list(SPACE_ID, SessionQuery()).items


def types(seen: dict[str, Any]) -> list[str]:
    return [event["type"] for event in seen["told"]]


async def test_voice(site: Site, question: Path) -> None:
    site.policy = site.strict_policy()
    variables = [{"name": "name"}, {"name": "age", "type": "integer"}]
    site.show(site.publish(variables=variables))
    async with answering(site) as agent:
        url = f"{site.page_url}/?name=Эдсгер&age=72&utm_source=x&other=1"
        seen = await drive_widget("voice", url, str(question), expected="i heard you")
        typed, heard = agent.typed, agent.heard_rms
    assert heard > 0.02
    assert seen["loudness"] > 0.02
    assert seen["level"] > 0.1
    assert typed == ["goodbye"]
    assert seen["violations"] == []
    assert seen["errors"] == []
    assert "recorded" in seen["consentText"]
    [session] = sessions()
    assert session.variables == {"name": "Эдсгер", "age": 72}
    assert session.visit
    assert session.visit.origin == site.page_url
    assert session.visit.consent
    assert session.visit.untrusted_variables == ["age", "name"]
    assert {"ready", "open", "before-start", "call-start", "mic", "message", "call-end"} <= set(
        types(seen)
    )
    [start] = [event["detail"] for event in seen["told"] if event["type"] == "call-start"]
    assert start == {"session_id": session.id}
    [end] = [event["detail"] for event in seen["told"] if event["type"] == "call-end"]
    assert end["reason"] == "caller_hangup"
    assert end["duration_s"] > 5


async def test_mute_is_silence_for_the_agent(site: Site, question: Path) -> None:
    site.show(site.publish())
    loudest: list[float] = []

    def forget(agent: StandIn) -> None:
        loudest.append(agent.heard_rms)
        agent.heard_rms = 0.0

    async with answering(site) as agent:
        driving = asyncio.create_task(
            drive_widget("voice", site.page_url, str(question), expected="i heard you")
        )
        while not (await asyncio.wait([driving], timeout=0.1))[0]:
            if _is_muted(agent) and not loudest:
                await asyncio.sleep(0.5)  # what was on its way
                forget(agent)
        await driving
        assert loudest[0] > 0.02
        assert agent.heard_rms < 0.005


def _is_muted(agent: StandIn) -> bool:
    try:
        callers = list(agent.room.remote_participants.values())
    except asyncio.InvalidStateError:
        return False  # not joined yet
    return any(
        publication.muted
        for caller in callers
        for publication in caller.track_publications.values()
    )


async def test_text_by_keyboard(site: Site) -> None:
    site.policy = site.strict_policy()
    site.show(site.publish())
    async with answering(site):
        seen = await drive_widget("text", site.page_url, expected="read: what is")
    assert seen["focused"] == "I agree"
    assert seen["link"] == {
        "href": "https://example.com/x",
        "rel": "noopener noreferrer nofollow",
    }
    assert seen["announced"] == "read: what is https://example.com/x?"
    assert seen["violations"] == []
    assert seen["errors"] == []
    assert (seen["closed"], seen["stateWhileClosed"]) == (True, "listening")
    assert sessions()[0].channel == "text"
    assert "mic" not in types(seen)


@pytest.mark.parametrize(
    ("microphone", "said"), [("denied", "may not use the microphone"), ("absent", "No microphone")]
)
async def test_goes_on_in_text_without_a_microphone(site: Site, microphone: str, said: str) -> None:
    site.show(site.publish())
    async with answering(site):
        seen = await drive_widget("noMicrophone", site.page_url, microphone, expected="read: hello")
    assert said in seen["notice"]
    assert seen["violations"] == []
    assert [session.channel for session in sessions()] == ["text"]  # none was made for the voice


async def test_says_when_nobody_joins(site: Site) -> None:
    agent_id = site.publish(locales={"ru": {}}, default_locale="ru")
    site.show(agent_id)
    seen = await drive_widget("neverJoined", site.page_url)
    assert 9_500 < seen["afterMs"] < 14_000
    assert seen["notice"] == "Ассистент не ответил за 10 секунд."
    assert seen["buttons"] == ["Попробовать снова"]
    assert seen["violations"] == []


async def test_a_reload_comes_back_to_the_conversation(site: Site) -> None:
    site.show(site.publish())
    async with answering(site):
        seen = await drive_widget(
            "comeBack", site.page_url, before=["one", "read: one"], after=["two", "read: two"]
        )
    assert seen["offered"] == "Return to the conversation"
    assert seen["lines"] == ["one", "two"]
    assert len(sessions()) == 2  # the one come back to, and the next


async def test_hostile_styles_of_the_page(site: Site) -> None:
    site.style = HOSTILE
    site.show(site.publish())
    async with answering(site):
        seen = await drive_widget("hostile", site.page_url)
    look = seen["look"]
    assert look["color"] == "rgb(23, 32, 43)"
    assert "system-ui" in look["font"]
    assert (look["fontSize"], look["spacing"]) == ("15px", "normal")
    assert (look["transform"], look["visibility"]) == ("none", "visible")
    assert look["display"] == "flex"
    assert look["buttonHeight"] >= 44
    assert (look["width"], look["right"]) == (380, 20)


async def test_configured_by_the_page(site: Site) -> None:
    site.policy = site.strict_policy()
    site.show("agt_private", "initialized")
    token = site.server.token("private-room", "visitor")
    async with agent_in(site.server, "private-room") as agent:
        seen = await drive_widget(
            "configured", site.page_url, token=token, livekit_url=site.server.url
        )
        assert agent.typed == ["hello"]
    assert seen["before"] == 0
    assert seen["asked"] == []
    assert seen["errors"] == []
    [start] = [event["detail"] for event in seen["told"] if event["type"] == "call-start"]
    assert start == {"session_id": "private-room"}


async def test_the_page_has_a_say_before_the_start(site: Site) -> None:
    site.show(site.publish(variables=[{"name": "plan", "default": "free"}]))
    async with answering(site):
        seen = await drive_widget("beforeStart", site.page_url)
    assert seen["forbidden"] == "idle"
    assert [session.variables for session in sessions()] == [{"plan": "gold"}]


@pytest.mark.parametrize(
    ("widget", "code"),
    [({"allowed_origins": ["https://shop.test"]}, "origin_not_allowed"), (None, "agent_not_found")],
)
async def test_is_not_shown_where_it_may_not_be(
    site: Site, widget: dict[str, Any] | None, code: str
) -> None:
    site.show(site.publish(widget=widget) if widget else "agt_none")
    seen = await drive_widget("refused", site.page_url)
    assert not seen["shown"]
    [error] = [event["detail"]["code"] for event in seen["told"] if event["type"] == "error"]
    assert error == code

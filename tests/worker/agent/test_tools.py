"""A tool server that misbehaves in every way: the LLM gets a typed error, the record tells it all."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from livekit.agents import ToolError
from tests.support.builders import NOON

from speaknode.egress.fetch import Egress
from speaknode.egress.policy import Policy
from speaknode.egress.transport import tls_context
from speaknode.events.reports import AnyReport, ToolCalled
from speaknode.sessions.models import ToolCall, ToolCallStatus
from speaknode.tools.models import Tool
from speaknode.tools.request import build
from speaknode_worker.agent import journal, tools
from speaknode_worker.agent.journal import Journal
from speaknode_worker.agent.reports import Reporter
from speaknode_worker.agent.tools import ToolContext, webhook_tool

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
SCHEMA = {"type": "object", "properties": {"day": {"type": "string"}}, "required": ["day"]}


@pytest.fixture(autouse=True, scope="module")
def _warm() -> None:
    tls_context()  # as at a job's prewarm; the tools' short time-outs are not for this


@pytest.fixture
async def bad_server() -> AsyncIterator[str]:
    async def good(request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else None
        return web.json_response({"path": request.path, "query": dict(request.query), "body": body})

    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65536)

    async def fifty(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-length": str(50 * 1024 * 1024)})
        await response.prepare(request)
        await response.write(b"x" * 65536)
        return response

    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.05)

    app = web.Application()
    app.router.add_get("/fifty", fifty)
    app.router.add_get("/drip", drip)
    app.router.add_route("*", "/good{tail:.*}", good)
    app.router.add_get("/slow", slow)
    app.router.add_get("/endless", endless)
    app.router.add_get("/500", lambda _: _answer(web.Response(status=500, text="boom")))
    app.router.add_get(
        "/invalid", lambda _: _answer(web.Response(text="{", content_type="application/json"))
    )
    app.router.add_get("/text", lambda _: _answer(web.Response(text="OK")))
    app.router.add_get("/loop", lambda _: _answer(web.HTTPFound("/loop")))
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def _answer(response: web.StreamResponse) -> web.StreamResponse:
    return response


def tool(url: str, **fields: Any) -> Tool:
    base: dict[str, Any] = {
        "id": "tol_1", "space_id": "spc_1", "created_at": NOON, "updated_at": NOON,
        "code": "get_weather", "description": "Weather.", "url": url, "parameters": SCHEMA,
        "timeout_ms": 1500, "max_response_bytes": 1024,
    }  # fmt: skip
    return Tool.model_validate(base | fields)


class Call:
    def __init__(self, url: str, *, opened: bool = True, **fields: Any) -> None:
        self.reports: list[AnyReport] = []
        host = url.split("/")[2]
        shared = ToolContext(
            reporter=Reporter("ses_1", self.reports.append),
            egress=Egress(Policy(opened=frozenset({host} if opened else ()))),
            variables={"name": "Bob"},
            journal=Journal("ses_1"),
        )
        self.shared = shared
        self.said: list[str] = []
        self._tool = webhook_tool(tool(url, **fields), shared)
        self._context = SimpleNamespace(
            function_call=SimpleNamespace(call_id="call_1"),
            session=SimpleNamespace(say=self.said.append),
            with_filler=self._filler,
        )

    @contextlib.asynccontextmanager
    async def _filler(
        self, due: Callable[[int], str | None], *, interval: float, max_steps: int, **_: float
    ) -> AsyncIterator[None]:
        """As livekit-agents asks for fillers while nobody speaks."""

        async def ask() -> None:
            step = 0
            while step < max_steps:
                await asyncio.sleep(interval)
                if text := due(step):
                    self.said.append(text)
                    step += 1

        asking = asyncio.create_task(ask())
        try:
            yield
        finally:
            asking.cancel()

    async def run(self, **arguments: Any) -> Any:
        return json.loads(await self._tool(raw_arguments=arguments, context=self._context))

    async def error(self, **arguments: Any) -> str:
        with pytest.raises(ToolError) as caught:
            await self.run(**arguments)
        return str(json.loads(caught.value.message)["error"]["code"])

    @property
    def record(self) -> ToolCall:
        (report,) = self.reports
        assert isinstance(report, ToolCalled)
        return report.tool_call


async def test_success_is_recorded_and_announced(bad_server: str) -> None:
    call = Call(f"{bad_server}/good", pre_speech="One moment, {{name}}.")
    assert (await call.run(day="today"))["query"] == {"day": "today"}
    assert call.said == ["One moment, Bob."]
    record = call.record
    assert (record.status, record.http_status) == (ToolCallStatus.SUCCEEDED, 200)
    assert record.duration_ms > 0
    assert record.response["query"] == {"day": "today"}


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", ["One moment.", "Still at it.", "Sorry, Bob."]),
        ("pt-BR", ["Um momento.", "Ainda estou.", "Sorry, Bob."]),
        ("ru", ["Минуту, Bob.", "Ещё ищу.", "Увы."]),
    ],
)
async def test_it_is_told_in_the_language_that_is_spoken(
    bad_server: str, locale: str, said: list[str]
) -> None:
    call = Call(
        f"{bad_server}/slow",
        timeout_ms=600,
        pre_speech="One moment.",
        progress_speech=[{"after_ms": 100, "text": "Still at it."}],
        on_error_speech="Sorry, {{name}}.",
        locales={
            "pt": {
                "pre_speech": "Um momento.",
                "progress_speech": [{"after_ms": 100, "text": "Ainda estou."}],
            },
            "ru": {
                "pre_speech": "Минуту, {{name}}.",
                "progress_speech": [{"after_ms": 100, "text": "Ещё ищу."}],
                "on_error_speech": "Увы.",
            },
        },
    )
    call.shared.variables["system.locale"] = locale
    assert await call.error(day="today") == "fetch_timeout"
    assert call.said == said


async def test_post_sends_a_body_and_the_path_takes_its_share(bad_server: str) -> None:
    call = Call(f"{bad_server}/good/{{day}}", method="POST")
    answer = await call.run(day="a/b", more=[1, 2])
    assert answer["path"] == "/good/a/b"
    assert answer["body"] == {"more": [1, 2]}


def test_an_argument_cannot_leave_its_place_in_the_path() -> None:
    request = build(tool("https://x.test/a/{day}"), {"day": "../admin?x=1#"}, {})
    assert request.url == "https://x.test/a/..%2Fadmin%3Fx%3D1%23"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/500", "http_error"),
        ("/slow", "fetch_timeout"),
        ("/endless", "response_too_large"),
        ("/invalid", "invalid_json"),
        ("/nothing", "http_error"),
        ("/fifty", "response_too_large"),
        ("/drip", "fetch_timeout"),
        ("/loop", "redirect_refused"),
    ],
)
async def test_bad_answers(bad_server: str, path: str, code: str) -> None:
    """The LLM gets a typed error in time, and the caller hears what the tool has for it."""
    brief = path in ("/slow", "/drip")
    call = Call(
        bad_server + path, timeout_ms=300 if brief else 1500, on_error_speech="Sorry, {{name}}."
    )
    started = time.perf_counter()
    assert await call.error(day="today") == code
    assert time.perf_counter() - started < 2.5
    assert call.said == ["Sorry, Bob."]
    assert call.record.status is ToolCallStatus.FAILED
    assert call.record.error is not None
    assert call.record.error.startswith(code)


async def test_text_is_an_answer(bad_server: str) -> None:
    assert await Call(f"{bad_server}/text").run(day="today") == "OK"


async def test_nobody_answers() -> None:
    assert await Call("http://127.0.0.1:1").error(day="today") == "unreachable"


async def test_private_networks_are_closed(bad_server: str) -> None:
    call = Call(f"{bad_server}/good", opened=False)
    assert await call.error(day="today") == "url_refused"
    assert call.record.http_status is None


async def test_arguments_are_checked_before_anything_is_sent(bad_server: str) -> None:
    call = Call(f"{bad_server}/good", pre_speech="One moment.", on_error_speech="Sorry.")
    assert await call.error(day=7) == "invalid_arguments"
    assert call.said == []
    assert call.record.request is None


async def test_variables_are_collected_and_told(bad_server: str) -> None:
    told: list[str] = []

    async def tell() -> None:
        told.append("filled")

    call = Call(f"{bad_server}/good", response_mapping={"when": "$.query.day"})
    call.shared.on_assigned.append(tell)
    await call.run(day="today")
    assert call.shared.variables["when"] == "today"
    assert call.record.assigned == {"when": "today"}
    assert call.record.idempotency_key == "ses_1.call_1"
    assert told == ["filled"]


async def test_what_is_cut_off_with_the_conversation_is_on_the_record(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = asyncio.Event()

    async def never(*_: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(tools, "execute", never)
    monkeypatch.setattr(journal, "_LAST_RESULT_S", 0.01)
    call = Call("http://127.0.0.1:9")
    waiting = asyncio.create_task(call.run(day="monday"))
    await begun.wait()
    await call.shared.journal.aclose()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    assert (call.record.status, call.record.idempotency_key) == ("failed", "ses_1.call_1")
    assert (call.record.error or "").startswith("cut_off")


@pytest.mark.parametrize("broken", [float("nan"), [[[]]]])
async def test_arguments_that_cannot_be_sent_are_told_to_the_llm(
    bad_server: str, broken: Any
) -> None:
    for _ in range(100 if isinstance(broken, list) else 0):
        broken = [broken]
    call = Call(f"{bad_server}/good", method="POST")
    assert await call.error(day="today", more=broken) == "invalid_arguments"
    assert call.reports == []


async def test_half_an_emoji_is_sent_as_what_can_be_written(bad_server: str) -> None:
    call = Call(f"{bad_server}/good", method="POST")
    assert (await call.run(day="a\ud83db"))["body"] == {"day": "a\ufffdb"}

"""Where a key goes: the platform's to the vendor and the operator's own server, never to one a space names."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from livekit.agents import APIStatusError, llm
from livekit.agents.utils import http_context
from tests.support.riva import riva

from speaknode.agents.models import LlmConfig, RealtimeConfig, SttConfig, TtsConfig
from speaknode.egress.policy import Policy
from speaknode_worker.agent import elsewhere, plugins
from speaknode_worker.agent.chains import NO_RETRY
from speaknode_worker.agent.plugins import LentKey

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
PLATFORM, SPACE = "sk-of-the-platform", "sk-of-the-space"


@pytest.fixture(autouse=True)
async def _job(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    for name in ("OPENAI_API_KEY", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_AD_TOKEN"):
        monkeypatch.setenv(name, PLATFORM)
    here = Policy(opened=frozenset({"127.0.0.1"}))
    monkeypatch.setattr(elsewhere, "policy", lambda: here)
    http_context._new_session_ctx()
    yield
    await http_context._close_http_ctx()


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[str, list[str]]]:
    """A server of a space's own, and all that was told to it."""
    told: list[str] = []

    async def serve(request: web.Request) -> web.Response:
        body = await request.text()
        told.append(f"{request.rel_url} {list(request.headers.items())} {body}")
        return web.Response(status=401, text="no")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1", told
    finally:
        await runner.cleanup()


async def told_by_chat(base_url: str, keys: dict[str, str], told: list[str]) -> str:
    ref = LlmConfig(provider="openai", params={"base_url": base_url})
    made = plugins.make_llm(ref=ref, language="en", keys=keys)
    context = llm.ChatContext.empty()
    context.add_message(role="user", content="hello")
    with pytest.raises(Exception, match="401"):
        await made.chat(chat_ctx=context).collect()
    await made.aclose()
    return told[-1]


@pytest.mark.parametrize("keys", [{}, {"openai": LentKey(PLATFORM)}])
async def test_the_platforms_key_is_not_told_to_a_server_that_a_space_names(
    keys: dict[str, str],
) -> None:
    async with listening() as (url, told):
        heard = await told_by_chat(url, keys, told)
        assert PLATFORM not in heard
        assert "Bearer none" in heard


async def test_a_spaces_own_key_goes_where_the_space_says() -> None:
    async with listening() as (url, told):
        heard = await told_by_chat(url, {"openai": SPACE}, told)
        assert f"Bearer {SPACE}" in heard
        assert PLATFORM not in heard


async def test_the_operators_own_server_gets_the_platforms_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with listening() as (url, told):
        monkeypatch.setenv("OPENAI_BASE_URL", f"{url}/")
        assert f"Bearer {PLATFORM}" in await told_by_chat(url, {}, told)


@pytest.mark.parametrize(
    ("provider", "setting"), [("openai", "base_url"), ("azure_openai", "azure_endpoint")]
)
async def test_nor_by_a_realtime_model(provider: str, setting: str) -> None:
    async with listening() as (url, told):
        params = {setting: url}
        made = plugins.make_realtime(
            ref=RealtimeConfig(provider=provider, params=params), language="en"
        )
        session = made.session()
        failed: list[Any] = []
        session.on("error", failed.append)
        while not failed or not told:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await session.aclose()
        assert PLATFORM not in "".join(told)


async def test_nor_is_it_told_to_a_riva_of_a_spaces_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NVIDIA_API_KEY", PLATFORM)
    params = {"use_ssl": False}
    async with riva() as fake:
        ref = TtsConfig(provider="nvidia", params=params | {"server": fake.server})
        made = plugins.make_tts(ref=ref, language="en", keys={"nvidia": LentKey(PLATFORM)})
        with pytest.raises(APIStatusError):
            await made.synthesize("Hello there.", conn_options=NO_RETRY).collect()
        await made.aclose()
    assert PLATFORM not in str(fake.metadata)


@pytest.mark.parametrize("region", ["evil.example/?", "127.0.0.1:1/x?", "a.b", "West Europe", "#"])
@pytest.mark.parametrize("setting", [("azure", "speech_region"), ("google", "location")])
def test_a_region_is_nothing_but_a_region(setting: tuple[str, str], region: str) -> None:
    provider, name = setting
    with pytest.raises(plugins.ProviderError, match=name):
        plugins.make_stt(
            ref=SttConfig(provider=provider, params={name: region}), language="en", keys={}
        )


@pytest.mark.parametrize("key", ["AIza-secret-0123", "{not json secret-0123", ""])
async def test_a_key_that_is_no_service_account_is_named_and_not_told(key: str) -> None:
    with pytest.raises(plugins.ProviderError) as raised:
        plugins.make_stt(
            ref=SttConfig(provider="google"), language="en", keys={"google_cloud": key}
        )
    assert "google_cloud" in str(raised.value)
    assert "secret" not in repr(raised.value) + repr(raised.value.__context__)

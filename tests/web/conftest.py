"""A LiveKit server and the real public API behind a page on a foreign origin."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from infra.local.web_widget import WIDGET
from tests.support import aws, page
from tests.support.livekit_server import LiveKitServer, running

from speaknode_cli.caller.voice import Speech, synthesise, write_wav


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveKitServer]:
    assert (WIDGET / "speaknode-widget.js").is_file(), "the widget is not built: make web"
    with running(tmp_path_factory.mktemp("livekit")) as server:
        yield server


@pytest.fixture
async def site(server: LiveKitServer, tmp_path: Path) -> AsyncIterator[page.Site]:
    environment = {
        "SPEAKNODE_LIVEKIT_URL": server.url,
        "SPEAKNODE_LIVEKIT_API_KEY": server.key,
        "SPEAKNODE_LIVEKIT_API_SECRET": server.secret,
    }
    with aws.aws(**environment):
        async with page.site(server, tmp_path) as site:
            yield site


@pytest.fixture(scope="session")
def question(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WAV for the microphone, with the silence that ends a turn (Chromium plays it in a loop)."""
    speech = synthesise("what is the weather today", "en")
    silence = bytes(2 * 24_000 * 2)
    path = tmp_path_factory.mktemp("voice") / "question.wav"
    write_wav(path, Speech(silence + speech.pcm + silence))
    return path

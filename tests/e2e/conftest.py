"""One installation for all conversations; they are held one after another."""

from collections.abc import Iterator

import httpx
import pytest
from tests.support.installation import Installation, running


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running(tmp_path_factory.mktemp("speaknode")) as made:
        yield made


@pytest.fixture
def api(installation: Installation) -> Iterator[httpx.Client]:
    with installation.api() as client:
        yield client


@pytest.fixture
def ada(installation: Installation) -> str:
    return str(installation.run["demo_agent_id"])

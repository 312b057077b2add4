"""What a conversation starts from."""

from collections.abc import Iterator

import httpx
import pytest
from tests.support.installation import Installation


@pytest.fixture
def api(installation: Installation) -> Iterator[httpx.Client]:
    with installation.api() as client:
        yield client


@pytest.fixture
def ada(installation: Installation) -> str:
    return str(installation.run["demo_agent_id"])

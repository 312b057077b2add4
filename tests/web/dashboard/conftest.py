"""One installation for all tests of the dashboard; each signs in as somebody of its own."""

from collections.abc import Iterator

import pytest
from infra.local.web_dashboard import DASHBOARD
from tests.support.installation import Installation, running


@pytest.fixture(scope="package")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    assert (DASHBOARD / "index.html").is_file(), "the dashboard is not built: make web"
    with running(tmp_path_factory.mktemp("speaknode")) as made:
        yield made

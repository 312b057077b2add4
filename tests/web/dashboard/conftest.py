"""The pages come from the installation that all tests share; each signs in as somebody of its own."""

import pytest
from infra.local.web_dashboard import DASHBOARD


@pytest.fixture(scope="package", autouse=True)
def built() -> None:
    assert (DASHBOARD / "index.html").is_file(), "the dashboard is not built: make web"

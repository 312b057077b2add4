"""What a test may touch, by its marker; and no skip that nobody sees."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from tests.support.installation import Installation

# The dear stages: everything else is `unit` and has no network.
NETWORKED = ("emulator", "livekit")
DEAR_TIMEOUT_S = 180
# A busy machine takes its time over an example: that proves nothing.
hypothesis.settings.register_profile("speaknode", deadline=None)
hypothesis.settings.load_profile("speaknode")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not any(item.get_closest_marker(name) for name in NETWORKED):
            item.add_marker(pytest.mark.unit)
            continue
        item.add_marker(pytest.mark.enable_socket)
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(DEAR_TIMEOUT_S))


def _skip_is_failure() -> bool:
    return os.environ.get("CI") == "true" or os.environ.get("SPEAKNODE_NO_SKIP") == "1"


def _skipped(reporter: pytest.TerminalReporter) -> list[tuple[str, str]]:
    reports = reporter.stats.get("skipped", [])
    return [(report.nodeid, _reason(report)) for report in reports]


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = _skipped(terminalreporter)
    if not skipped:
        return
    verdict = "a failure here" if _skip_is_failure() else "not proven by this run"
    terminalreporter.section(f"{len(skipped)} skipped: {verdict}")
    for nodeid, reason in skipped:
        terminalreporter.write_line(f"{nodeid}: {reason}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter: pytest.TerminalReporter | None = session.config.pluginmanager.get_plugin(
        "terminalreporter"
    )
    if exitstatus != pytest.ExitCode.OK or not _skip_is_failure() or reporter is None:
        return
    if _skipped(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def memory_aws() -> Iterator[None]:
    """An empty AWS in memory behind `wiring`, with the tables of template.yaml."""
    from tests.support.aws import (
        aws,
    )  # moto and boto3 take a second to import: only for those who ask

    with aws():
        yield


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Installation]":
    """One for all conversations and all pages of a run: its start costs as much as two calls."""
    from tests.support.installation import (
        running,
    )  # only for those who ask, as above

    with running(tmp_path_factory.mktemp("speaknode")) as made:
        yield made

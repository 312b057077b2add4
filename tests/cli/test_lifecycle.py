from pathlib import Path

import pytest
from infra.local.home import Home, write_json

from speaknode_cli import lifecycle
from speaknode_cli.progress import console


def test_the_addresses_of_a_running_installation_are_told(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").create()
    facts = {"web_url": "http://w", "api_url": "http://a", "demo_agent_id": "agt_1"}
    write_json(home.run_file, facts)
    with console.capture() as told:
        lifecycle.links(home)
    lines = [line.split() for line in told.get().splitlines()]
    assert ["dashboard", "http://w"] in lines
    assert ["talk", "to", "http://w/a/agt_1"] in lines
    assert not any(line[0] == "LiveKit" for line in lines)


def test_nothing_is_told_of_an_installation_that_does_not_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lifecycle.links(Home(tmp_path / "home").create())
    assert capsys.readouterr().out == ""

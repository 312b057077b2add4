"""The set-up of an account can be read: what was done, what failed and why, what was undone."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.aws import aws
from tests.support.voximplant.api import ACCOUNT, KEY, FakeVoxImplant

from speaknode import wiring
from speaknode.telephony.models import AccountStatus
from speaknode.telephony.schemas import AccountCreate
from speaknode.telephony.voximplant.client import VoxClient


@pytest.fixture(autouse=True)
def installation() -> Iterator[None]:
    with aws(SPEAKNODE_PUBLIC_URL="https://voice.example"):
        yield


def test_a_set_up_that_failed_says_where_and_goes_on_later(monkeypatch: pytest.MonkeyPatch) -> None:
    vox, original = FakeVoxImplant(), VoxClient.__init__

    def behind_the_fake(self: VoxClient, settings: Any, **_: Any) -> None:
        original(self, settings, transport=vox.transport)

    monkeypatch.setattr(VoxClient, "__init__", behind_the_fake)
    vox.fails = {"AddScenario"}
    data = {"account_id": ACCOUNT, "api_key": KEY}
    made = wiring.telephony().create(
        "spc_1", AccountCreate(carrier="voximplant", name="vox", settings=data)
    )
    assert made.status is AccountStatus.FAILED
    assert [(step.name, step.status) for step in made.setup] == [
        ("application", "undone"), ("secrets", "done"), ("scenario", "failed"),
    ]  # fmt: skip
    assert "AddScenario refused" in (made.setup[-1].detail or "")
    assert "application_id" not in made.state
    vox.fails = {"GetPhoneNumbers"}
    late = wiring.telephony().connect("spc_1", made.id)
    assert late.status is AccountStatus.FAILED
    assert {"application_id", "scenario_id", "rule_id"} <= late.state.keys(), "no id is lost"
    vox.fails = set()
    wiring.telephony().connect("spc_1", made.id)
    healed = wiring.telephony().get("spc_1", made.id)
    assert healed.status is AccountStatus.READY
    assert {step.status for step in healed.setup} == {"done"}

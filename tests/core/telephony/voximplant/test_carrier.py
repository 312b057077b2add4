"""VoxImplant by its Management API: one step makes everything, may die anywhere, and is undone when refused."""

import json
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import ValidationError
from tests.core.telephony.twilio.test_carrier import MemoryGateway, call
from tests.support.voximplant.api import ACCOUNT, KEY, FakeVoxImplant

from speaknode.kit.errors import InvalidError, UnavailableError
from speaknode.telephony.models import BoundNumber, OpenAccount, SetupStep
from speaknode.telephony.ports import CarrierContext
from speaknode.telephony.voximplant import scenario
from speaknode.telephony.voximplant.carrier import VoxImplantCarrier, signing_key
from speaknode.telephony.voximplant.client import VoxClient
from speaknode.telephony.voximplant.config import VoxImplantSettings

STEPS = ("AddApplication", "AddSecret", "AddScenario", "AddRule")
BOUND = [BoundNumber(number="+15550001")]


def account(state: dict[str, str] | None = None, **settings: str) -> OpenAccount:
    given = settings or {"api_key": KEY}
    parsed = VoxImplantSettings.model_validate({"account_id": ACCOUNT, **given})
    return OpenAccount(
        id="tel_01M7XPBVC3TD639344TT89WYGE", space_id="spc_1", name="vox", settings=parsed,
        state=state or {},
    )  # fmt: skip


@pytest.fixture
def vox() -> FakeVoxImplant:
    made = FakeVoxImplant()
    made.own("15550001")
    made.own("15550002")
    return made


def carrier_of(vox: FakeVoxImplant) -> VoxImplantCarrier:
    context = CarrierContext(
        gateway=MemoryGateway(), public_url="https://voice.example", bridge_url="", secret="s"
    )
    return VoxImplantCarrier(context, lambda settings: VoxClient(settings, transport=vox.transport))


@pytest.fixture
def carrier(vox: FakeVoxImplant) -> VoxImplantCarrier:
    return carrier_of(vox)


def left(vox: FakeVoxImplant) -> list[str]:
    return [*vox.applications, *vox.scenarios, *vox.rules]


def test_one_step_makes_everything(carrier: VoxImplantCarrier, vox: FakeVoxImplant) -> None:
    state = carrier.connect(account(), BOUND)
    assert vox.numbers["15550001"]["rule_id"] == state["rule_id"]
    assert {row["secret_name"]: row["value"] for row in vox.secrets.values()} == {
        "SPEAKNODE_HOOKS": f"https://voice.example/hooks/voximplant/spc_1/{account().id}",
        "SPEAKNODE_KEY": signing_key("s", account().id),
    }
    [made] = vox.scenarios.values()
    assert made["script"] == scenario.text()
    assert signing_key("s", account().id) not in made["script"]
    # Again: nothing more is made, what has drifted is put right.
    made["script"] = "edited by hand"
    assert carrier.connect(account(state), BOUND) == state
    assert made["script"] == scenario.text()
    assert len(left(vox)) == 3


@pytest.mark.parametrize("died_after", STEPS)
def test_a_run_that_died_is_taken_up(
    carrier: VoxImplantCarrier, vox: FakeVoxImplant, died_after: str
) -> None:
    vox.loses = lambda method: method == died_after
    with pytest.raises(UnavailableError):
        carrier.connect(account(), BOUND)
    vox.loses = lambda method: False
    carrier.connect(account(), BOUND)
    assert len(left(vox)) == 3


@pytest.mark.parametrize("refused", STEPS)
def test_what_was_made_is_undone(
    carrier: VoxImplantCarrier, vox: FakeVoxImplant, refused: str
) -> None:
    vox.fails = {refused}
    with pytest.raises(InvalidError):
        carrier.connect(account(), BOUND)
    assert left(vox) == []


@pytest.mark.parametrize("died_after", [*STEPS, "GetRules", "BindPhoneNumberToApplication"])
def test_an_account_that_died_is_deleted_whole(
    carrier: VoxImplantCarrier, vox: FakeVoxImplant, died_after: str
) -> None:
    dying, vox.fails = account(), {died_after}
    with pytest.raises(InvalidError):
        carrier.connect(dying, BOUND)
    vox.fails = set()
    carrier.disconnect(dying)
    assert left(vox) == []


def test_what_was_there_before_is_not_undone(
    carrier: VoxImplantCarrier, vox: FakeVoxImplant
) -> None:
    state = carrier.connect(account(), BOUND)
    vox.fails = {"GetRules"}
    with pytest.raises(InvalidError):
        carrier.connect(account(state), BOUND)
    assert len(left(vox)) == 3


def test_unbound_numbers_and_accounts_leave_nothing(
    carrier: VoxImplantCarrier, vox: FakeVoxImplant
) -> None:
    both = [*BOUND, BoundNumber(number="+15550002")]
    state = carrier.connect(account(), both)
    state = carrier.connect(account(state), BOUND)
    assert vox.numbers["15550002"]["rule_id"] is None
    carrier.disconnect(account(state))
    assert left(vox) == []
    assert vox.numbers["15550001"]["rule_id"] is None


def test_the_manual_route_makes_nothing(carrier: VoxImplantCarrier, vox: FakeVoxImplant) -> None:
    by_hand = account(api_key=KEY, application_id="7", rule_id="8")
    assert carrier.connect(by_hand, BOUND)["rule_id"] == "8"
    assert left(vox) == []


def test_a_service_account_signs_for_an_hour_at_most() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    carrier = carrier_of(FakeVoxImplant(public.decode()))
    good = account(service_account_key_id="k1", service_account_private_key=pem)
    assert carrier.test(good).ok
    with pytest.raises(InvalidError, match="private key"):
        carrier.test(account(service_account_key_id="k1", service_account_private_key="x"))
    assert carrier.test(account(api_key="wrong")).detail == "wrong credentials"


@pytest.mark.parametrize("settings", [{}, {"api_key": "a", "service_account_key_id": "k"}])
def test_exactly_one_credential(settings: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        VoxImplantSettings.model_validate({"account_id": "1", **settings})


@pytest.mark.parametrize("written", [dict, json.dumps])
def test_a_service_account_is_given_as_its_file(written: Callable[[Any], Any]) -> None:
    file = {"account_id": 1234567, "key_id": "k1", "private_key": "-----BEGIN"}
    settings = VoxImplantSettings.model_validate({"service_account": written(file)})
    assert (settings.account_id, settings.service_account_key_id) == (ACCOUNT, "k1")
    assert settings.service_account_private_key is not None
    with pytest.raises(ValidationError, match="VoxImplant's file"):
        VoxImplantSettings.model_validate({"service_account": written({"key_id": "k1"})})


def test_a_call_is_started_once(carrier: VoxImplantCarrier, vox: FakeVoxImplant) -> None:
    state = carrier.connect(account(), BOUND)
    wanted = call()
    vox.loses = lambda method: method == "StartScenarios"
    made = carrier.dial(account(state), wanted)
    assert carrier.dial(account(state), wanted) == made
    [row] = vox.sessions
    assert row["custom_data"] == f"{wanted.session_id} {wanted.ring_timeout_s}"
    assert carrier.dial(account(state), call()) != made
    assert len(vox.sessions) == 2


def test_a_number_is_bought_once(carrier: VoxImplantCarrier, vox: FakeVoxImplant) -> None:
    bought = carrier.buy_number(account(), "+15550177")
    assert carrier.buy_number(account(), "+15550177") == bought
    assert vox.called.count("AttachPhoneNumber") == 1
    with pytest.raises(InvalidError, match="not for sale"):
        carrier.buy_number(account(), "+15550999")


def test_the_scenario_is_javascript(tmp_path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine")
    file = tmp_path / "scenario.js"
    file.write_text(scenario.text())
    checked = subprocess.run([node, "--check", file], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_each_step_is_told_as_done_failed_or_undone(
    carrier: VoxImplantCarrier, vox: FakeVoxImplant
) -> None:
    told: list[tuple[str, str]] = []

    def tell(step: SetupStep) -> None:
        told.append((step.name, step.status))

    vox.fails = {"AddRule"}
    with pytest.raises(InvalidError):
        carrier.connect(account(), BOUND, tell)
    assert told == [
        ("application", "done"), ("secrets", "done"), ("scenario", "done"), ("rule", "failed"),
        ("scenario", "undone"), ("application", "undone"),
    ]  # fmt: skip
    told.clear()
    vox.fails = set()
    carrier.connect(account(), BOUND, tell)
    assert [name for name, status in told if status == "done"] == [
        "application", "secrets", "scenario", "rule", "numbers",
    ]  # fmt: skip

"""The campaigns API: what is refused and where, and a campaign's way through its states."""

import base64
import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.support.sqs import drain
from tests.support.telephony import stored_account, stored_number

from .conftest import Api

PEOPLE = [
    {"number": "+1 555 000 11", "variables": {"name": "Ann"}, "zone": "Europe/Rome"},
    {"number": "+15550012"},
]
_numbers = iter(range(100, 999))


@pytest.fixture
def number(api: Api) -> str:
    return stored_number(stored_account(api.space_id), f"+1556000{next(_numbers)}").id


@pytest.fixture
def draft(api: Api, agent: dict[str, Any], number: str) -> str:
    body = {"name": "Spring", "agent_id": agent["id"], "phone_number_ids": [number]}
    created = api("POST", "/v1/campaigns", body)
    assert created.status == 201, created.text
    made: str = created.json["id"]
    return made


@pytest.fixture
def ready(api: Api, agent: dict[str, Any], draft: str) -> str:
    api("POST", f"/v1/agents/{agent['id']}/publish")
    api("POST", f"/v1/campaigns/{draft}/contacts", {"contacts": PEOPLE})
    return draft


def test_what_a_campaign_cannot_be(api: Api, agent: dict[str, Any]) -> None:
    def pointers(**fields: object) -> list[str]:
        answer = api("POST", "/v1/campaigns", {"name": "a", "agent_id": agent["id"], **fields})
        assert answer.status == 422, answer.text
        return answer.pointers

    assert pointers(agent_id="agt_x") == ["/agent_id"]
    assert pointers(agent_version=9) == ["/agent_version"]
    assert pointers(phone_number_ids=["pn_x"]) == ["/phone_number_ids/0"]
    window = {"start": "09:00", "end": "18:00"}
    assert pointers(windows=[window | {"end": "09:00"}]) == ["/windows/0/end"]
    assert pointers(windows=[window | {"start": "09:00+01:00"}]) == ["/windows/0/start"]
    assert pointers(windows=[window], zone_mode="campaign") == ["/zone"]
    assert pointers(voicemail={"action": "leave_message"}) == ["/voicemail/message"]
    assert pointers(consent_variable="") == ["/consent_variable"]
    assert pointers(variables={"street": "Street"}) == ["/variables/street"]
    assert pointers(zone="Mars/Olympus") == ["/zone"]
    assert pointers(cps=0) == ["/cps"]
    assert pointers(speed=1) == ["/speed"]


def test_contacts_are_added_once_and_each_wrong_one_is_told(api: Api, draft: str) -> None:
    rows = [
        *PEOPLE,
        {"number": "1 555 000 11"},
        {"number": "x"},
        {"number": "+15550013", "zone": 1},
        {},
        {"number": "+15550014", "variable": {"name": "Ann"}},
        {"number": "+4930123456", "zone": "America/New_York"},
        {"number": "+15550015", "variables": {"name": "x" * 1001}},
    ]
    answer = api("POST", f"/v1/campaigns/{draft}/contacts", {"contacts": rows})
    assert answer.status == 200, answer.text
    assert (answer.json["added"], answer.json["duplicates"]) == (2, 1)
    errors = {e["index"]: [f["pointer"] for f in e["errors"]] for e in answer.json["errors"]}
    assert errors == {
        3: ["/number"],
        4: ["/zone"],
        5: ["/number"],
        6: ["/variable"],
        7: ["/zone"],
        8: ["/variables/name"],
    }
    assert answer.json["errors"][1]["errors"][0]["message"].startswith("Input should be")
    assert api("GET", f"/v1/campaigns/{draft}").json["progress"]["items"] == {"pending": 2}


def test_a_contact_needs_what_the_agent_needs(api: Api, agent: dict[str, Any], draft: str) -> None:
    variables = [{"name": "name"}, {"name": "age", "type": "integer", "nullable": True}]
    api("PATCH", f"/v1/agents/{agent['id']}", {"variables": variables})
    given = [
        {"number": "+15550012", "variables": {"name": "Ann", "city": "Rome"}},
        {"number": "+15550013"},
        {"number": "+15550014", "variables": {"name": "Bob", "age": "old"}},
    ]
    answer = api("POST", f"/v1/campaigns/{draft}/contacts", {"contacts": given})
    assert answer.json["added"] == 1
    assert [(e["index"], e["errors"]) for e in answer.json["errors"]] == [
        (1, [{"pointer": "/variables/name", "message": "is required"}]),
        (2, [{"pointer": "/variables/age", "message": "must be an integer"}]),
    ]


def test_a_value_that_is_missing_is_told_by_the_contacts_own_name(
    api: Api, agent: dict[str, Any], draft: str
) -> None:
    api("PATCH", f"/v1/agents/{agent['id']}", {"variables": [{"name": "street"}]})
    settings = api("GET", f"/v1/campaigns/{draft}").json["settings"]
    mapped = settings | {"variables": {"street": "Home/Street"}}
    assert api("PUT", f"/v1/campaigns/{draft}", mapped).status == 200
    body = {"contacts": [{"number": "+15550012"}]}
    (error,) = api("POST", f"/v1/campaigns/{draft}/contacts", body).json["errors"]
    assert [field["pointer"] for field in error["errors"]] == ["/variables/Home~1Street"]


def test_a_zone_that_the_number_is_not_in_may_be_trusted(api: Api, draft: str) -> None:
    moved = {"number": "+4930123456", "zone": "America/New_York"}
    body = {"contacts": [moved], "trust_zones": True}
    assert api("POST", f"/v1/campaigns/{draft}/contacts", body).json["added"] == 1


def test_it_starts_only_when_it_can_call(api: Api, agent: dict[str, Any], draft: str) -> None:
    def refusal() -> str:
        answer = api("POST", f"/v1/campaigns/{draft}/start")
        assert answer.status == 409
        code: str = answer.json["code"]
        return code

    assert refusal() == "no_contacts"
    api("POST", f"/v1/campaigns/{draft}/contacts", {"contacts": PEOPLE})
    assert refusal() == "agent_not_published"
    api("POST", f"/v1/agents/{agent['id']}/publish")
    without = {"name": "Spring", "agent_id": agent["id"]}
    assert api("PUT", f"/v1/campaigns/{draft}", without).status == 200
    assert refusal() == "no_phone_number"


def test_its_way_through_the_states(api: Api, ready: str) -> None:
    def status(verb: str) -> str:
        answer = api("POST", f"/v1/campaigns/{ready}/{verb}")
        return str(answer.json["status"]) if answer.status == 200 else str(answer.json["code"])

    drain("campaign_ticks")
    assert status("pause") == "campaign_state"
    assert status("start") == status("start") == "running"
    assert len(drain("campaign_ticks")) == 1
    assert api("DELETE", f"/v1/campaigns/{ready}").status == 409
    assert status("pause") == status("pause") == "paused"
    assert status("start") == "campaign_state"
    assert status("resume") == "running"
    assert status("cancel") == status("cancel") == "canceled"
    assert status("resume") == "campaign_state"
    more = api("POST", f"/v1/campaigns/{ready}/contacts", {"contacts": PEOPLE})
    assert (more.status, more.json["code"]) == (409, "campaign_ended")


def test_a_draft_is_deleted_and_a_clone_has_no_contacts(api: Api, ready: str) -> None:
    clone = api("POST", f"/v1/campaigns/{ready}/clone").json
    assert (clone["status"], clone["progress"]["items"]) == ("draft", {})
    assert clone["settings"]["name"] == "Spring (copy)"
    assert api("DELETE", f"/v1/campaigns/{ready}").status == 204
    assert api("GET", f"/v1/campaigns/{ready}").status == 404
    assert [c["id"] for c in api("GET", "/v1/campaigns").json["items"]] == [clone["id"]]


def test_an_agent_is_not_deleted_while_numbers_and_campaigns_need_it(
    api: Api, agent: dict[str, Any], ready: str
) -> None:
    refused = api("DELETE", f"/v1/agents/{agent['id']}")
    assert (refused.status, refused.json["code"]) == (409, "agent_in_use")
    assert "(cmp_" in refused.json["detail"]
    assert api("DELETE", f"/v1/campaigns/{ready}").status == 204
    numbers = api("GET", "/v1/phone-numbers").json["items"]
    for number in numbers:
        api("PUT", f"/v1/phone-numbers/{number['id']}", {"agent_id": agent["id"]})
    assert "(pn_" in api("DELETE", f"/v1/agents/{agent['id']}").json["detail"]
    for number in numbers:
        api("PUT", f"/v1/phone-numbers/{number['id']}", {})
    assert api("DELETE", f"/v1/agents/{agent['id']}").status == 204


def test_items_and_results(api: Api, ready: str) -> None:
    items = api("GET", f"/v1/campaigns/{ready}/items", query={"status": "pending"}).json["items"]
    assert {item["contact"]["number"] for item in items} == {"+155500011", "+15550012"}
    answer = api("GET", f"/v1/campaigns/{ready}/results")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = base64.b64decode(answer.text).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["number"]: row["status"] for row in rows} == {
        "+155500011": "pending",
        "+15550012": "pending",
    }
    excel = api("GET", f"/v1/campaigns/{ready}/results", query={"format": "xlsx"})
    book = load_workbook(io.BytesIO(base64.b64decode(excel.text)))
    assert book.worksheets[0].max_row == 3


def test_results_come_in_parts(api: Api, ready: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speaknode.campaigns.service.RESULTS_PAGE", 1)
    monkeypatch.setattr("speaknode.kit.sheet.MAX_ROWS", 1)
    first = api("GET", f"/v1/campaigns/{ready}/results")
    rest = {"cursor": first.headers["Speaknode-Next-Cursor"]}
    second = api("GET", f"/v1/campaigns/{ready}/results", query=rest)
    texts = [base64.b64decode(part.text).decode("utf-8-sig") for part in (first, second)]
    assert sorted(text.splitlines()[1][:9] for text in texts) == ["+15550001", "+15550012"]


def test_a_contact_without_a_zone_has_that_of_its_number(api: Api, draft: str) -> None:
    contacts = [
        {"number": "+33123456789"},  # France keeps one time
        {"number": "+79261234567"},  # Russia keeps eleven
        {"number": "+79261234568", "zone": "Europe/Moscow"},
    ]
    added = api("POST", f"/v1/campaigns/{draft}/contacts", {"contacts": contacts})
    assert added.json["added"] == 3
    items = api("GET", f"/v1/campaigns/{draft}/items").json["items"]
    assert {item["contact"]["number"]: item["contact"]["zone"] for item in items} == {
        "+33123456789": "Europe/Paris",
        "+79261234567": None,
        "+79261234568": "Europe/Moscow",
    }


def test_an_if_match_of_another_revision_is_refused(
    api: Api, agent: dict[str, Any], draft: str
) -> None:
    body = {"name": "Summer", "agent_id": agent["id"]}
    stale = api("PUT", f"/v1/campaigns/{draft}", body, headers={"If-Match": '"7"'})
    assert stale.status == 412
    fresh = api("PUT", f"/v1/campaigns/{draft}", body, headers={"If-Match": '"0"'})
    assert fresh.json["settings"]["name"] == "Summer"

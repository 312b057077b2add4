"""A campaign's contacts from a file, over HTTP, S3 and the queue: from the upload to the errors file."""

import json
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from speaknode import wiring
from speaknode.campaigns.errors import CampaignEndedError
from speaknode.contact_uploads.models import ImportContacts

from .conftest import Api

FILE = (
    "phone;Name;zone\n+1 212 555 0143;Ann;\n12;Bob;\n+7 912 345-67-89;Пётр;\n+1 212 555 0144;Eve;\n"
)
MAPPING = {"phone": "phone", "variables": {"customer_name": "Name"}, "zone": "zone"}


@pytest.fixture
def campaign(api: Api) -> str:
    agent = {"name": "Ada", "variables": [{"name": "customer_name"}]}
    agent_id = api("POST", "/v1/agents", agent).json["id"]
    made = api("POST", "/v1/campaigns", {"name": "Autumn", "agent_id": agent_id})
    assert made.status == 201
    return f"/v1/campaigns/{made.json['id']}"


def uploaded(api: Api, campaign: str, content: bytes) -> str:
    body = {"filename": "people.csv", "size_bytes": max(1, len(content))}
    made = api("POST", f"{campaign}/contacts/uploads", body)
    assert (made.status, made.json["status"]) == (201, "uploading")
    assert urlsplit(made.json["upload"]["url"]).query
    key = f"{api.space_id}/{campaign.rpartition('/')[2]}/{made.json['id']}/file"
    assert key in made.json["upload"]["url"]
    wiring.client("s3").put_object(Bucket="uploads", Key=key, Body=content)
    return f"{campaign}/contacts/uploads/{made.json['id']}"


def messages() -> list[dict[str, Any]]:
    """What waits in the queue, taken out of it."""
    url = wiring.client("sqs").get_queue_url(QueueName="contacts")["QueueUrl"]
    found = wiring.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    for one in found.get("Messages", []):
        wiring.client("sqs").delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
    return [
        {"messageId": one["MessageId"], "body": one["Body"], "eventSource": "aws:sqs"}
        for one in found.get("Messages", [])
    ]


def run(records: list[dict[str, Any]]) -> None:
    from campaigns.import_contacts import handler

    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)
    assert handler({"Records": records}, context) == {"batchItemFailures": []}  # type: ignore[arg-type]


def counts(upload: dict[str, Any]) -> dict[str, int]:
    names = ("rows", "handled", "added", "known", "failed", "without_zone")
    return {name: upload[name] for name in names}


def test_from_the_upload_to_the_contacts(api: Api, campaign: str) -> None:
    api("POST", "/v1/do-not-call", {"numbers": ["+12125550144"]})
    path = uploaded(api, campaign, FILE.encode("cp1251"))
    seen = api("GET", f"{path}/preview").json
    assert (seen["columns"], seen["encoding"]) == (["phone", "Name", "zone"], "cp1251")
    assert seen["suggestion"] == MAPPING

    begun = api("POST", f"{path}/import", MAPPING)
    assert (begun.status, begun.json["status"]) == (202, "importing")
    run(messages())

    done = api("GET", path).json
    assert done["status"] == "completed"
    assert counts(done) == {
        "rows": 4, "handled": 2, "added": 2, "known": 0, "failed": 2, "without_zone": 1,
    }  # fmt: skip
    items = api("GET", f"{campaign}/items").json["items"]
    people = {item["contact"]["number"]: item["contact"] for item in items}
    assert people["+12125550143"]["zone"] == "America/New_York"
    assert people["+79123456789"]["variables"] == {"customer_name": "Пётр"}
    assert api("GET", f"{campaign}/contacts/uploads").json["items"] == [done]


def test_the_errors_file_names_every_row_that_was_left_out(api: Api, campaign: str) -> None:
    api("POST", "/v1/do-not-call", {"numbers": ["+12125550144"]})
    path = uploaded(api, campaign, FILE.encode())
    assert api("GET", f"{path}/errors").json["code"] == "no_errors_file"
    api("POST", f"{path}/import", MAPPING)
    run(messages())
    link = api("GET", f"{path}/errors").json["url"]
    key = httpx.URL(link).path.partition(api.space_id)[2]
    body = wiring.client("s3").get_object(Bucket="uploads", Key=f"{api.space_id}{key}")["Body"]
    lines = body.read().decode().splitlines()
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["3", "phone", "bad_number"], ["5", "phone", "do_not_call"],
    ]  # fmt: skip


def test_a_message_that_comes_twice_adds_nobody_twice(api: Api, campaign: str) -> None:
    path = uploaded(api, campaign, FILE.encode())
    api("POST", f"{path}/import", MAPPING)
    (record,) = messages()
    run([record])
    done = api("GET", path).json
    assert wiring.contact_import().run(ImportContacts.model_validate_json(record["body"])) is None
    run([record])
    assert api("GET", path).json == done


def test_a_run_that_was_killed_is_finished_by_the_next(
    api: Api, campaign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("speaknode.contact_uploads.importing.BATCH", 40)
    content = "phone,Name\n" + "".join(f"+1212555{place:04d},A\n" for place in range(100, 200))
    path = uploaded(api, campaign, content.encode())
    api("POST", f"{path}/import", {"phone": "phone", "variables": {"customer_name": "Name"}})
    (record,) = messages()
    message = ImportContacts.model_validate(json.loads(record["body"]))
    task = wiring.contact_import()
    real, calls = task._contacts.add_contacts, []

    def killed_in_the_second_batch(*given: Any) -> int:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*given)

    with monkeypatch.context() as patch:
        patch.setattr(task._contacts, "add_contacts", killed_in_the_second_batch)
        with pytest.raises(KeyboardInterrupt):
            task.run(message)
    assert counts(api("GET", path).json)["handled"] == 40
    task.run(message)
    assert counts(api("GET", path).json) == {
        "rows": 100, "handled": 100, "added": 100, "known": 0, "failed": 0, "without_zone": 0,
    }  # fmt: skip
    assert api("GET", campaign).json["progress"]["items"] == {"pending": 100}


def test_a_campaign_that_ended_takes_nobody(
    api: Api, campaign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = uploaded(api, campaign, FILE.encode())
    api("POST", f"{path}/import", MAPPING)
    task = wiring.contact_import()

    def ended(*_given: Any) -> int:
        raise CampaignEndedError("cmp_1")

    monkeypatch.setattr(task._contacts, "add_contacts", ended)
    run(messages())
    done = api("GET", path).json
    assert (done["status"], done["added"]) == ("failed", 0)
    assert "ended" in done["reason"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"phone\n", "no_rows"),
        (b"\x00\x01\x02\x03 binary", "not_a_table"),
        (b"+12125550143,Ann\n", "no_header"),
    ],
)
def test_a_wrong_file_is_told_before_anything_is_imported(
    api: Api, campaign: str, content: bytes, code: str
) -> None:
    path = uploaded(api, campaign, content)
    answer = api("GET", f"{path}/preview")
    assert (answer.status, answer.json["code"]) == (422, code)
    assert messages() == []


def test_too_many_rows_fail_whole(api: Api, campaign: str) -> None:
    path = uploaded(api, campaign, b"phone,Name\n" + b"+12125550143,A\n" * 100_001)
    api("POST", f"{path}/import", {"phone": "phone", "variables": {"customer_name": "Name"}})
    run(messages())
    done = api("GET", path).json
    assert (done["status"], done["added"]) == ("failed", 0)
    assert "100,000 rows" in done["reason"]


def test_what_cannot_be_imported(api: Api, campaign: str) -> None:
    body = {"filename": "people.csv", "size_bytes": 51 * 1024 * 1024}
    answer = api("POST", f"{campaign}/contacts/uploads", body)
    assert (answer.status, answer.pointers) == (422, ["/size_bytes"])
    made = api("POST", f"{campaign}/contacts/uploads", {"filename": "a.csv", "size_bytes": 5}).json
    path = f"{campaign}/contacts/uploads/{made['id']}"
    assert api("GET", f"{path}/preview").json["code"] == "not_uploaded"
    path = uploaded(api, campaign, FILE.encode())
    answer = api("POST", f"{path}/import", {"phone": "phone"})
    assert (answer.status, answer.pointers) == (422, ["/variables/customer_name"])
    api("POST", f"{path}/import", MAPPING)
    run(messages())
    assert api("POST", f"{path}/import", MAPPING).json["code"] == "upload_state"


def test_a_campaign_that_has_ended_takes_no_file(api: Api, campaign: str) -> None:
    path = uploaded(api, campaign, FILE.encode())
    assert api("POST", f"{campaign}/cancel").status == 200
    begun = api("POST", f"{path}/import", MAPPING)
    again = api("POST", f"{campaign}/contacts/uploads", {"filename": "a.csv", "size_bytes": 9})
    for answer in (begun, again):
        assert (answer.status, answer.json["code"]) == (409, "campaign_ended")


def test_the_consent_that_a_campaign_asks_for_comes_from_the_file(api: Api, campaign: str) -> None:
    settings = api("GET", campaign).json["settings"]
    assert api("PUT", campaign, settings | {"consent_variable": "agreed"}).status == 200
    path = uploaded(api, campaign, b"phone,Name,agreed\n+12125550143,Ann,yes\n+12125550144,Eve,\n")
    columns = MAPPING["variables"]
    assert isinstance(columns, dict)
    suggested = api("GET", f"{path}/preview").json["suggestion"]["variables"]
    assert suggested == columns | {"agreed": "agreed"}
    without = api("POST", f"{path}/import", {"phone": "phone", "variables": columns})
    assert (without.status, without.pointers) == (422, ["/variables/agreed"])
    mapping = {"phone": "phone", "variables": suggested}
    assert api("POST", f"{path}/import", mapping).status == 202
    run(messages())
    assert counts(api("GET", path).json)["failed"] == 1
    (item,) = api("GET", f"{campaign}/items").json["items"]
    assert item["contact"]["variables"] == {"customer_name": "Ann", "agreed": "yes"}

"""The template keeps what the rest of the project promises."""

import re
from pathlib import Path
from typing import Any

import pytest
from infra.local import environment
from infra.local.deploy import template
from infra.local.deploy.run import TEMPLATE
from infra.local.home import PROJECT

from speaknode.kit.settings import Settings

SOURCE = template.load(TEMPLATE)
RESOURCES: dict[str, Any] = SOURCE["Resources"]
TIMEOUT_S = SOURCE["Globals"]["Function"]["Timeout"]


def of_type(kind: str) -> dict[str, Any]:
    return {n: r["Properties"] for n, r in RESOURCES.items() if r["Type"] == kind}


def default(value: Any) -> Any:
    if isinstance(value, dict) and "Ref" in value:
        return SOURCE["Parameters"][value["Ref"]]["Default"]
    return value


QUEUES = {n: p for n, p in of_type("AWS::SQS::Queue").items() if not n.endswith("Dlq")}


@pytest.mark.parametrize("name", QUEUES)
def test_every_queue_has_a_dead_letter_queue(name: str) -> None:
    target = QUEUES[name]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
    assert target.endswith("Dlq")
    assert RESOURCES[target]["Type"] == "AWS::SQS::Queue"


@pytest.mark.parametrize("name", QUEUES)
def test_visibility_is_six_time_outs_of_the_consumer(name: str) -> None:
    timeouts = [
        function.get("Timeout", TIMEOUT_S)
        for function in of_type(template.FUNCTION).values()
        for event in function.get("Events", {}).values()
        if event["Properties"].get("Queue") == {"Fn::GetAtt": [name, "Arn"]}
    ]
    assert default(QUEUES[name]["VisibilityTimeout"]) >= 6 * max(timeouts)


def test_every_queue_consumer_reports_single_failures() -> None:
    events = [
        event["Properties"]
        for function in of_type(template.FUNCTION).values()
        for event in function.get("Events", {}).values()
        if event["Type"] in ("SQS", "DynamoDB")
    ]
    assert len(events) == len(QUEUES) + 1
    assert all(e["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for e in events)


def test_every_handler_is_a_module_of_functions() -> None:
    for function in of_type(template.FUNCTION).values():
        module, attribute = function["Handler"].rsplit(".", 1)
        file = Path(PROJECT, "functions", *module.split(".")).with_suffix(".py")
        assert file.exists(), function["Handler"]
        assert re.search(rf"^(def |@.*\n)?.*\b{attribute}\b", file.read_text(), re.MULTILINE)


def test_functions_get_every_setting() -> None:
    """A setting that no function is told would silently keep its default on AWS."""
    given = set(SOURCE["Globals"]["Function"]["Environment"]["Variables"])
    wanted = {
        f"SPEAKNODE_{name.upper()}"
        for name, field in Settings.model_fields.items()
        if field.validation_alias is None
    }
    assert wanted <= given


def test_worker_settings_have_the_names_that_functions_have() -> None:
    given = set(SOURCE["Globals"]["Function"]["Environment"]["Variables"])
    outputs = {name for name in SOURCE["Outputs"] if environment.variable(name) in given}
    missing = {f for f in given if f.startswith("SPEAKNODE_")} - {
        environment.variable(name) for name in outputs
    }
    assert missing == {
        "SPEAKNODE_LIVEKIT_URL",
        "SPEAKNODE_LIVEKIT_API_KEY",
        "SPEAKNODE_LIVEKIT_API_SECRET",
        "SPEAKNODE_OPENAI_API_KEY",
    }


def test_no_secret_is_an_output() -> None:
    secret = {n for n, p in SOURCE["Parameters"].items() if p.get("NoEcho")}
    assert secret == {"LiveKitApiSecret", "OpenaiApiKey", "SmtpUrl"}
    assert not [n for n, o in SOURCE["Outputs"].items() if o["Value"].get("Ref") in secret]


def test_every_index_of_requests_starts_with_the_space_or_an_identity() -> None:
    # Sweeps look through all spaces: they read shards, not a space.
    allowed = {"user_id", "connection_id", "due_shard", "shard"}
    for table in of_type("AWS::DynamoDB::Table").values():
        for index in table.get("GlobalSecondaryIndexes", []):
            key = index["KeySchema"][0]["AttributeName"]
            assert key.startswith("space_") or key in allowed


def test_working_tree_template_needs_no_package() -> None:
    local = template.from_working_tree(SOURCE, "s3://artifacts/stub.zip")
    assert local["Globals"]["Function"]["CodeUri"] == "s3://artifacts/stub.zip"
    assert "Layers" not in local["Globals"]["Function"]
    assert not [r for r in local["Resources"].values() if r["Type"] == template.LAYER]
    # The source stays what AWS gets.
    assert "Layers" in SOURCE["Globals"]["Function"]


def test_dump_is_stable_and_small_enough_to_send() -> None:
    body = template.dump(template.from_working_tree(SOURCE, "s3://artifacts/stub.zip"))
    assert body == template.dump(
        template.from_working_tree(template.load(TEMPLATE), "s3://artifacts/stub.zip")
    )
    assert len(body) < 1_000_000  # of a template in S3; inline it would be 51,200


def test_expiries_are_found() -> None:
    expiries = template.table_expiries(SOURCE)
    assert expiries["IdempotencyTable"] == "expiration"
    assert set(expiries.values()) == {"expiration", "expires_at"}

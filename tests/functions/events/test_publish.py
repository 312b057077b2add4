"""Outbox → bus: what was published is gone from the outbox, what was not stays."""

from typing import Any

import boto3
import pytest
from tests.support.builders import NOON

from events.publish import handler, sweep
from speaknode import wiring
from speaknode.events.domain import DomainEvent, EventType
from speaknode.kit.errors import UnavailableError
from speaknode.kit.outbox import OutboxRecord

pytestmark = pytest.mark.usefixtures("memory_aws")


def _stored(count: int) -> list[DomainEvent]:
    wiring.connection()
    events = [
        DomainEvent(
            id=f"ses_1.{index}",
            type=EventType.SESSION_ENDED,
            space_id="spc_1",
            session_id="ses_1",
            at=NOON,
        )
        for index in range(count)
    ]
    for event in events:
        OutboxRecord.of(event).save()
    return events


def _stream(events: list[DomainEvent]) -> dict[str, Any]:
    inserts = [
        {"eventName": "INSERT", "dynamodb": {"NewImage": {"body": {"S": event.model_dump_json()}}}}
        for event in events
    ]
    return {"Records": [*inserts, {"eventName": "REMOVE", "dynamodb": {}}]}


def test_published_events_leave_the_outbox() -> None:
    events = _stored(12)
    assert handler(_stream(events), None) == {"batchItemFailures": []}  # type: ignore[arg-type]
    assert list(OutboxRecord.scan()) == []


def test_what_the_bus_refuses_stays_for_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    events = _stored(3)
    monkeypatch.setenv("SPEAKNODE_EVENT_BUS", "default")
    publisher = wiring.outbox()
    real = publisher._client

    class Refusing:
        def put_events(self, **_: Any) -> dict[str, int]:
            return {"FailedEntryCount": 1}

    publisher._client = Refusing()
    with pytest.raises(UnavailableError):
        handler(_stream(events), None)  # type: ignore[arg-type]
    assert len(list(OutboxRecord.scan())) == 3
    publisher._client = real
    sweep({}, None)  # type: ignore[arg-type]
    assert list(OutboxRecord.scan()) == []


def test_an_event_reaches_the_bus_whole() -> None:
    sqs, bus = boto3.client("sqs"), boto3.client("events")
    url = sqs.create_queue(QueueName="listener")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    bus.put_rule(Name="all", EventPattern='{"source": ["speaknode"]}')
    bus.put_targets(Rule="all", Targets=[{"Id": "q", "Arn": arn}])
    (event,) = _stored(1)
    wiring.outbox().publish([event])
    from notifications.deliver import _parse

    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert _parse(message["Body"]) == event

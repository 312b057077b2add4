"""AWS in memory (moto): the tables are those of `template.yaml`, so a key that drifts fails here."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
from infra.local.deploy.template import load
from moto import mock_aws

from speaknode.kit.settings import settings

TEMPLATE = Path(__file__).resolve().parents[2] / "template.yaml"
BUCKET = "recordings"
_TABLE_KEYS = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "SPEAKNODE_LIVEKIT_API_KEY": "testkey",
    "SPEAKNODE_LIVEKIT_API_SECRET": "a-secret-of-at-least-thirty-two-characters",
    "POWERTOOLS_SERVICE_NAME": "test",
    "AWS_LAMBDA_FUNCTION_NAME": "test",
}


@contextmanager
def aws(**environment: str) -> Iterator[None]:
    """Everything `wiring` makes talks to an empty AWS in memory; environment and caches are put back afterwards."""
    kept = dict(os.environ)
    os.environ.pop("AWS_ENDPOINT_URL", None)
    os.environ |= ENVIRONMENT | environment
    forget()
    try:
        with mock_aws():
            _create_all()
            yield
    finally:
        os.environ.clear()
        os.environ |= kept
        forget()


def forget() -> None:
    """Drop every cached setting, client and service."""
    settings.cache_clear()
    parts = [
        module for name, module in sys.modules.items() if name.startswith("speaknode.wiring.parts.")
    ]
    for part in parts:
        for made in vars(part).values():
            if clear := getattr(made, "cache_clear", None):
                clear()


def _create_all() -> None:
    dynamodb = boto3.client("dynamodb")
    for name, resource in load(TEMPLATE)["Resources"].items():
        if resource["Type"] != "AWS::DynamoDB::Table":
            continue
        properties = resource["Properties"]
        wanted = {key: properties[key] for key in _TABLE_KEYS if key in properties}
        dynamodb.create_table(TableName=name.removesuffix("Table").lower(), **wanted)
    boto3.client("s3").create_bucket(Bucket=BUCKET)
    os.environ["SPEAKNODE_KMS_KEY_ID"] = boto3.client("kms").create_key()["KeyMetadata"]["KeyId"]
    for bucket in ("knowledge", "sounds", "uploads"):
        boto3.client("s3").create_bucket(Bucket=bucket)
    for queue in ("knowledge", "analysis", "campaign_ticks", "campaign_dials", "contacts"):
        url = boto3.client("sqs").create_queue(QueueName=queue)["QueueUrl"]
        os.environ[f"SPEAKNODE_{queue.upper()}_QUEUE_URL"] = url
    os.environ["SPEAKNODE_SESSIONS_QUEUE_URL"] = boto3.client("sqs").create_queue(
        QueueName="sessions"
    )["QueueUrl"]
    settings.cache_clear()

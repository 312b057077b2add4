"""What every other part stands on: the connection to DynamoDB, clients of AWS, the door to the internet."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from pynamodb.connection import Connection
from pynamodb.models import Model

from speaknode.kit.dynamo import bind, connection
from speaknode.kit.settings import settings

if TYPE_CHECKING:  # imported where they are made: most functions never need them
    from speaknode.egress.fetch import Egress
    from speaknode.egress.policy import Policy

Tables = Mapping[type[Model], str]
"""Which setting names a record's table."""


def connect(tables: Tables) -> Connection:
    """Bind the records to their tables; the one connection that all transactions use."""
    config = settings()
    for record, setting in tables.items():
        bind(record, getattr(config, setting), config)
    return connection(config.aws_region, config.aws_endpoint_url)


@cache
def client(service: str, endpoint_url: str | None = None) -> Any:
    """A boto3 client; boto3 is imported here because many functions need none."""
    import boto3
    from botocore.config import Config

    options = Config(
        retries={"mode": "standard", "max_attempts": 3},
        connect_timeout=2,
        read_timeout=10,
        s3={"addressing_style": "path"},
        # Links by version 2 work in old regions only, and do not bind the length of an upload.
        signature_version="s3v4" if service == "s3" else None,
    )
    make: Any = boto3.client  # its overloads want a literal service name
    return make(
        service, region_name=settings().aws_region, endpoint_url=endpoint_url, config=options
    )


@cache
def egress() -> "Egress":
    """The door to the internet for what users name: tools, web pages, webhooks."""
    from speaknode.egress.fetch import Egress

    return Egress(egress_policy())


def egress_policy() -> "Policy":
    from speaknode.egress.policy import Policy

    return Policy(opened=settings().tool_hosts())


def model_policy() -> "Policy":
    """A model server may listen on any port of a public host."""
    from speaknode.egress.policy import ANY_PORT, Policy

    return Policy(opened=settings().tool_hosts(), ports=ANY_PORT)

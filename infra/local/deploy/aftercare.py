"""Sets what emulators drop from a template."""

from collections.abc import Mapping

from botocore.exceptions import ClientError
from infra.local.target import Target

_ALREADY = "ValidationException"


def restore_expiries(
    target: Target, attributes: Mapping[str, str], outputs: Mapping[str, str]
) -> None:
    """Times to live: the emulator honours them by API, and loses them from CloudFormation."""
    tables = target.client("dynamodb")
    for logical_id, attribute in attributes.items():
        expiry = {"AttributeName": attribute, "Enabled": True}
        try:
            tables.update_time_to_live(
                TableName=outputs[logical_id], TimeToLiveSpecification=expiry
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != _ALREADY:
                raise


def functions_of(target: Target) -> list[str]:
    """Physical names of the stack's functions."""
    pages = target.client("cloudformation").get_paginator("list_stack_resources")
    return [
        resource["PhysicalResourceId"]
        for page in pages.paginate(StackName=target.stack)
        for resource in page["StackResourceSummaries"]
        if resource["ResourceType"] == "AWS::Lambda::Function"
    ]

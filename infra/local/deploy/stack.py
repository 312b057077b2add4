"""Creates or updates the stack, and waits for it."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError
from infra.local.errors import LocalError
from infra.local.target import Target

_INLINE_LIMIT = 51_200
_POLL_S = 0.1
_NEVER_MADE = ("CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED")
_UNCHANGED = "No updates are to be performed"


@dataclass(frozen=True)
class Deployed:
    outputs: dict[str, str]
    changed: bool


def fingerprint(template_body: str, parameters: Mapping[str, str]) -> str:
    text = template_body + json.dumps(parameters, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def deploy(target: Target, body: str, parameters: Mapping[str, str]) -> Deployed:
    formation = target.client("cloudformation")
    before = describe(formation, target.stack)
    if before and before["StackStatus"] in _NEVER_MADE:
        # CloudFormation updates no stack that never came up; there is nothing in it to lose.
        _delete(formation, target)
        before = None
    arguments = _arguments(target, body, parameters)
    changed = True
    if before is None:
        formation.create_stack(**arguments)
    else:
        changed = _update(formation, arguments)
    return Deployed(outputs(_settled(formation, target)), changed)


def _arguments(target: Target, body: str, parameters: Mapping[str, str]) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "StackName": target.stack,
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
    }
    if len(body.encode()) <= _INLINE_LIMIT:
        return {**arguments, "TemplateBody": body}
    return {**arguments, "TemplateURL": target.upload("template.json", body.encode())}


def _update(formation: Any, arguments: dict[str, Any]) -> bool:
    try:
        formation.update_stack(**arguments)
    except ClientError as error:
        if _UNCHANGED in str(error):
            return False
        raise
    return True


def _delete(formation: Any, target: Target) -> None:
    formation.delete_stack(StackName=target.stack)
    deadline = time.monotonic() + target.deploy_within_s
    while describe(formation, target.stack) is not None:
        if time.monotonic() > deadline:
            raise LocalError(f"The broken stack {target.stack} cannot be deleted.")
        time.sleep(_POLL_S)


def describe(formation: Any, name: str) -> dict[str, Any] | None:
    try:
        stack: dict[str, Any] = formation.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return None if stack["StackStatus"] in ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS") else stack


def outputs(stack: Mapping[str, Any]) -> dict[str, str]:
    return {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])}


def is_complete(stack: Mapping[str, Any]) -> bool:
    return stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE")


def _settled(formation: Any, target: Target) -> dict[str, Any]:
    deadline = time.monotonic() + target.deploy_within_s
    while time.monotonic() < deadline:
        stack = describe(formation, target.stack)
        if stack is None:
            raise LocalError(f"The stack {target.stack} went away while it was deployed.")
        if is_complete(stack):
            return stack
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            reason = _reason(formation, target.stack)
            raise LocalError(f"Deploying {target.stack}: {stack['StackStatus']}: {reason}")
        time.sleep(_POLL_S)
    raise LocalError(f"Deploying {target.stack} took longer than {target.deploy_within_s} s.")


def _reason(formation: Any, name: str) -> str:
    """The first failure: those after it are its consequences."""
    events = formation.describe_stack_events(StackName=name)["StackEvents"]
    failed = [e for e in reversed(events) if "FAILED" in e["ResourceStatus"]]
    if not failed:
        return "no resource gave a reason"
    first = failed[0]
    return f"{first['LogicalResourceId']}: {first.get('ResourceStatusReason', 'no reason given')}"

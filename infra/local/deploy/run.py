"""One deployment from the working tree: package, skip if nothing changed, deploy, look after."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.local.deploy import package, stack, template
from infra.local.deploy.aftercare import restore_expiries
from infra.local.home import PROJECT, Home, read_json, write_json
from infra.local.target import Target

TEMPLATE = PROJECT / "template.yaml"
FUNCTION_PATHS = (PROJECT / "functions", PROJECT / "layers" / "core" / "src")


def python_path() -> str:
    return os.pathsep.join(map(str, FUNCTION_PATHS))


def deploy(home: Home, target: Target, parameters: Mapping[str, str]) -> dict[str, str]:
    """Deploys when something changed; returns the stack's outputs."""
    source = template.load(TEMPLATE)
    values = dict(parameters)
    if target.embedded:
        values["LocalPythonPath"] = python_path()
        prepared = template.from_working_tree(source, _stub_uri(target))
    else:
        prepared = template.with_packages(
            source, lambda name, folder: _uploaded(home, target, name, folder)
        )
    body = template.dump(prepared)
    mark = stack.fingerprint(body, values)
    known = _unchanged(home, target, mark)
    if known is not None:
        return known
    result = stack.deploy(target, body, values)
    if target.endpoint_url:
        restore_expiries(target, template.table_expiries(source), result.outputs)
    write_json(
        home.deploy_file, {"stack": target.stack, "endpoint": target.endpoint_url, "mark": mark}
    )
    return result.outputs


def _unchanged(home: Home, target: Target, mark: str) -> dict[str, str] | None:
    known = read_json(home.deploy_file)
    if known.get("mark") != mark or known.get("endpoint") != target.endpoint_url:
        return None
    present: dict[str, Any] | None = stack.describe(target.client("cloudformation"), target.stack)
    if present is None or not stack.is_complete(present):
        return None
    return stack.outputs(present)


def _stub_uri(target: Target) -> str:
    # A constant key: a template that did not change must stay the same text.
    return target.artifact("stub.zip", package.stub())


def artifact(build: Path, logical_id: str, folder: str) -> bytes:
    """The zip of the functions, or of a layer that its makefile built under `build`."""
    if logical_id == "Functions":
        return package.directory(PROJECT / folder)
    return package.layer(logical_id, Path(folder), build)


def _uploaded(home: Home, target: Target, logical_id: str, folder: str) -> str:
    content = artifact(home.root / "build", logical_id, folder)
    return target.artifact(package.key(content), content)

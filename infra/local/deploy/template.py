"""Reads the SAM template and adapts it to functions that run from the working tree."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

LAYER = "AWS::Serverless::LayerVersion"
FUNCTION = "AWS::Serverless::Function"
Template = dict[str, Any]


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms (!Ref, !Sub, …)."""


def _short_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    key = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {key: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {key: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {key: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _short_form)


def load(path: Path) -> Template:
    loaded: Template = yaml.load(path.read_text(), _Loader)
    return loaded


def dump(template: Template) -> str:
    # YAML reads an unquoted policy version as a date.
    return json.dumps(template, separators=(",", ":"), default=date.isoformat)


def from_working_tree(template: Template, stub_uri: str) -> Template:
    """Functions without code or layers: LocalPythonPath tells them where their code is."""
    function_globals = {**template["Globals"]["Function"], "CodeUri": stub_uri}
    function_globals.pop("Layers", None)
    resources = {name: r for name, r in template["Resources"].items() if r["Type"] != LAYER}
    return {**template, "Globals": {"Function": function_globals}, "Resources": resources}


def with_packages(template: Template, upload: Callable[[str, str], str]) -> Template:
    """Replaces the directories of code by what `upload(logical_id, directory)` made of them."""
    function_globals = dict(template["Globals"]["Function"])
    function_globals["CodeUri"] = upload("Functions", function_globals["CodeUri"])
    resources = {}
    for name, resource in template["Resources"].items():
        if resource["Type"] == LAYER:
            properties = {
                **resource["Properties"],
                "ContentUri": upload(name, resource["Properties"]["ContentUri"]),
            }
            resource = {**resource, "Properties": properties}
        resources[name] = resource
    return {**template, "Globals": {"Function": function_globals}, "Resources": resources}


def table_expiries(template: Template) -> dict[str, str]:
    """Logical id of each table with a time to live → its attribute."""
    return {
        name: resource["Properties"]["TimeToLiveSpecification"]["AttributeName"]
        for name, resource in template["Resources"].items()
        if "TimeToLiveSpecification" in resource.get("Properties", {})
    }

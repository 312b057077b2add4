"""The schemas of an OpenAPI document: each model once, under a plain name."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode
from pydantic_core.core_schema import DataclassField, ModelField, TypedDictField

from api.operation import Operation, Parameter

REF = "#/components/schemas/"


class _Generator(GenerateJsonSchema):
    def field_is_required(
        self, field: ModelField | DataclassField | TypedDictField, total: bool
    ) -> bool:
        """What we answer with always has all its fields, so clients need not ask."""
        return self.mode == "serialization" or super().field_is_required(field, total)

    def field_title_should_be_set(self, schema: Any) -> bool:
        """`Agent Id` says no more than `agent_id`."""
        return False


class Schemas:
    """One pass over all types: a model has one name, or two where input and output differ."""

    def __init__(self, found: list[Operation]) -> None:
        inputs: list[tuple[Any, JsonSchemaMode]] = []
        for operation in found:
            given = [
                operation.body,
                operation.document,
                operation.query,
                *operation.path_params.values(),
            ]
            inputs += [(parameter.annotation, "validation") for parameter in given if parameter]
            inputs += [(operation.returns.annotation, "serialization")] if operation.returns else []
        cores = [
            (_key(annotation), mode, TypeAdapter(annotation).core_schema)
            for annotation, mode in inputs
        ]
        generator = _Generator(ref_template=REF + "{model}")
        by_type, definitions = generator.generate_definitions(
            list({(key, mode): (key, mode, core) for key, mode, core in cores}.values())
        )
        self._names = _plain_names(definitions)
        self._by_type = {key: self._renamed(schema) for key, schema in by_type.items()}
        self._definitions = {
            self._names[name]: self._renamed(_closed(name, schema))
            for name, schema in definitions.items()
        }
        queries = {operation.query.annotation.__name__ for operation in found if operation.query}
        self.components = {
            name: schema
            for name, schema in sorted(self._definitions.items())
            if name not in queries
        }

    def of(self, parameter: Parameter, mode: JsonSchemaMode) -> dict[str, Any]:
        schema: dict[str, Any] = self._by_type[_key(parameter.annotation), mode]
        return schema

    def properties(
        self, parameter: Parameter
    ) -> tuple[Mapping[str, dict[str, Any]], frozenset[str]]:
        schema = self._definitions[parameter.annotation.__name__]
        return schema["properties"], frozenset(schema.get("required", ()))

    def _renamed(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._renamed(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._renamed(item) for item in value]
        if isinstance(value, str) and value.startswith(REF):
            return REF + self._names[value.removeprefix(REF)]
        return value


def _closed(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """As part of an input, an entity refuses unknown fields, though its class ignores them."""
    is_open = name.endswith("-Input") and schema.get("type") == "object"
    return {**schema, "additionalProperties": False} if is_open else schema


def _key(annotation: Any) -> Any:
    return (
        annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel)
        else repr(annotation)
    )


def _plain_names(definitions: Iterable[str]) -> dict[str, str]:
    """`Agent-Output` → `Agent`, `Agent-Input` → `AgentInput`, `Page_Agent_` → `AgentPage`.

    Of two that are called the same, `speaknode__spaces__models__Role` → `SpaceRole`.
    """
    plain = {}
    for name in definitions:
        renamed = re.sub(r"-Output$", "", name).replace("-Input", "Input")
        renamed = re.sub(r"^Page_(\w+?)_$", r"\1Page", renamed)
        twin = re.fullmatch(r"speaknode__(\w+?)__\w+?__(\w+)", renamed)
        plain[name] = twin.group(1).rstrip("s").capitalize() + twin.group(2) if twin else renamed
    return plain

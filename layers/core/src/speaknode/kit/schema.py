"""JSON schemas that users write (tool parameters): are they schemas at all?"""

from typing import Any

from speaknode.kit.errors import InvalidError


def check_json_schema(schema: dict[str, Any], *, pointer: str) -> None:
    """Raises InvalidError pointing into the schema. `jsonschema` is imported here: few requests need it."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        path = "".join(f"/{part}" for part in error.absolute_path)
        raise InvalidError.field(f"{pointer}{path}", error.message, code="bad_schema") from error
    if schema.get("type", "object") != "object":
        raise InvalidError.field(
            f"{pointer}/type", "arguments must be an object", code="bad_schema"
        )

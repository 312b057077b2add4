"""The OpenAPI document: valid, in step, and as strict as the routes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from .conftest import Api

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    import api.app
    from api.routes.docs import openapi_text

    assert api.app.app.routes
    made: dict[str, Any] = json.loads(openapi_text())
    return made


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for methods in document["paths"].values() for operation in methods.values()]


def test_is_valid(document: dict[str, Any]) -> None:
    validate(document)


def test_the_file_is_in_step(document: dict[str, Any]) -> None:
    written = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert written == document, "run `make openapi`"


def test_operation_ids_are_unique(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for operation in operations(document)]
    assert len(ids) == len(set(ids))


def test_every_operation_says_how_it_fails(document: dict[str, Any]) -> None:
    for operation in operations(document):
        assert "500" in operation["responses"], operation["operationId"]
        if operation["security"]:
            assert {"401", "403"} <= set(operation["responses"]), operation["operationId"]


def test_enums_are_named(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["SessionStatus"]["enum"] == [
        "pending",
        "dispatching",
        "active",
        "completed",
        "failed",
    ]
    assert {"Problem", "Agent", "AgentPage", "SessionDetail", "SpaceRole", "SessionRole"} <= set(
        schemas
    )
    assert not [name for name in schemas if "__" in name or "-" in name]


def test_inputs_are_closed_and_answers_complete(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name in ("AgentCreate", "LocaleConfigInput", "SessionCreate", "ToolInput"):
        assert schemas[name]["additionalProperties"] is False, name
    assert set(schemas["Agent"]["required"]) == set(schemas["Agent"]["properties"])


def test_a_raw_document_is_described(document: dict[str, Any]) -> None:
    content = document["paths"]["/v1/agents/import"]["post"]["requestBody"]["content"]
    assert set(content) == {"application/json", "application/yaml"}
    kinds = [
        choice["$ref"].rpartition("/")[2]
        for choice in content["application/json"]["schema"]["anyOf"]
    ]
    assert kinds == ["AgentDocument", "VapiDocument", "VapiAssistant"]
    properties = document["components"]["schemas"]["DocumentAgent"]["properties"]
    assert "tool_ids" not in properties
    assert {"name", "tools", "locales"} <= set(properties)


def test_it_is_served_with_a_page(api: Api) -> None:
    served = api("GET", "/openapi.json", token=None)
    assert (served.status, served.json["openapi"]) == (200, "3.1.0")
    page = api("GET", "/docs", token=None)
    assert page.headers["Content-Type"].startswith("text/html")
    assert "/v1/sessions/{session_id}/turns" in page.text
    assert not re.search(r"<script|<link|src=|href=\"http|url\(", page.text), "self-contained"


def test_a_table_is_told_in_each_of_its_forms(document: dict[str, Any]) -> None:
    for path in ("/v1/sessions/export", "/v1/campaigns/{campaign_id}/results"):
        told = document["paths"][path]["get"]["responses"]["200"]["content"]
        assert set(told) == {
            "text/csv",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }

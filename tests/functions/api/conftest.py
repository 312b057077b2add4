"""The API in process: REST v1 proxy events through the real handler, stores on AWS in memory."""

import base64
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
from tests.support import aws
from tests.support.issuer import AUDIENCE, ISSUER, Issuer

from speaknode import wiring
from speaknode.access.models import ALL_SCOPES, ApiKeyCreate, Scope
from speaknode.access.oidc import KeySet
from speaknode.kit.ids import new_id

OWN = "the client's own key"
ENVIRONMENT = {
    "SPEAKNODE_DEMO_ENABLED": "true",
    "SPEAKNODE_ALLOWED_ORIGINS": "https://app.test",
    "SPEAKNODE_OIDC_ISSUER": ISSUER,
    "SPEAKNODE_OIDC_AUDIENCE": AUDIENCE,
}


class Context:
    aws_request_id = "req-1"
    function_name = "api"

    def get_remaining_time_in_millis(self) -> int:
        return 20_000


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def pointers(self) -> list[str]:
        """Of the fields a problem document names."""
        return [error["pointer"] for error in self.json.get("errors", [])]


def event(
    method: str, path: str, body: str | None, headers: dict[str, str], query: dict[str, Any]
) -> dict[str, Any]:
    """What API Gateway's REST `{proxy+}` sends."""
    values = {name: value if isinstance(value, list) else [value] for name, value in query.items()}
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {name: value[-1] for name, value in values.items()} or None,
        "multiValueQueryStringParameters": values or None,
        "pathParameters": {"proxy": path.lstrip("/")},
        "stageVariables": None,
        "requestContext": {
            "resourcePath": "/{proxy+}",
            "httpMethod": method,
            "path": f"/dev{path}",
            "stage": "dev",
            "requestId": "req-1",
            "identity": {"sourceIp": "192.0.2.7"},
        },
        "body": body,
        "isBase64Encoded": False,
    }


@dataclass
class Api:
    """A client with a key of one space; `token=None` goes without."""

    space_id: str
    key: str

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: str | None = None,
        token: str | None = OWN,
        query: dict[str, Any] | None = None,
        in_base64: bool = False,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        from api.app import handler

        sent = dict(headers or {})
        token = self.key if token is OWN else token
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        text = json.dumps(body) if raw is None and body is not None else raw
        if text is not None:
            sent.setdefault("Content-Type", "application/json")
        request = event(method, quote(path), text, sent, query or {})
        if in_base64 and text is not None:
            request |= {"body": base64.b64encode(text.encode()).decode(), "isBase64Encoded": True}
        result = handler(request, Context())
        return Answer(result["statusCode"], result["headers"], result["body"])


def new_api(*scopes: Scope, space_id: str | None = None) -> Api:
    """A new space (unless one is named) and a key of it."""
    if space_id is None:
        space_id = new_id("spc")
        wiring.spaces().create_ownerless(space_id, "Test")
    key = ApiKeyCreate(name="test", scopes=scopes or ALL_SCOPES)
    return Api(space_id, wiring.access().create_key(space_id, key).secret)


def forget() -> None:
    from api import idempotency

    aws.forget()
    idempotency._store.cache_clear()


@contextmanager
def opening(address: str) -> Iterator[None]:
    """The operator lets tools reach it, although it is private."""
    os.environ["SPEAKNODE_TOOL_ALLOWED_HOSTS"] = address
    forget()
    yield
    del os.environ["SPEAKNODE_TOOL_ALLOWED_HOSTS"]
    forget()


@pytest.fixture(scope="module")
def cloud() -> Iterator[None]:
    """One AWS for a module: tests are apart by their spaces."""
    with aws.aws(**ENVIRONMENT):
        forget()
        yield
    forget()


@pytest.fixture
def api(cloud: None) -> Api:
    return new_api()


@pytest.fixture
def issuer(cloud: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    """The API's OIDC issuer, without a network."""
    made = Issuer()
    monkeypatch.setattr("speaknode.wiring.parts.access.KeySet", partial(KeySet, fetch=made.fetch))
    wiring.identity.cache_clear()
    yield made
    wiring.identity.cache_clear()


@pytest.fixture
def stranger(cloud: None) -> Api:
    """A key of another space."""
    return new_api()


@pytest.fixture
def agent(api: Api) -> dict[str, Any]:
    created = api("POST", "/v1/agents", {"name": "Ada"})
    assert created.status == 201, created.text
    made: dict[str, Any] = created.json
    return made

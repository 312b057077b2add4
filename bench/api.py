"""The API: through the emulator's gateway as a client sees it, and its handler alone."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import httpx
from infra.local import environment, livekit_config
from infra.local.home import Home, read_json
from infra.local.ports import Ports
from infra.local.target import Target

from bench.figures import Figures, sample, table
from speaknode_cli.client import Installation, find_installation

RUNS = 200
FUNCTIONS = Path(__file__).parents[1] / "functions"
AGENT = {"name": "Benchmark", "system_prompt": "You are measured.", "locales": {"en": {}}}


class Request(NamedTuple):
    name: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None


class Context:
    aws_request_id = "bench"
    function_name = "api"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:api"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


def requests(agent_id: str) -> list[Request]:
    return [
        Request("GET /health (no storage)", "GET", "/health"),
        Request("GET an agent", "GET", f"/v1/agents/{agent_id}"),
        Request("list 20 sessions", "GET", "/v1/sessions?limit=20"),
        Request(
            "PATCH an agent", "PATCH", f"/v1/agents/{agent_id}", {"system_prompt": "Measured."}
        ),
    ]


def run() -> None:
    installation = find_installation()
    headers = {"Authorization": f"Bearer {installation.api_key}"}
    with httpx.Client(base_url=installation.api_url, headers=headers, timeout=30) as http:
        agent_id = http.post("/v1/agents", json=AGENT).raise_for_status().json()["id"]
        wanted = requests(agent_id)
        through = [_through(http, request) for request in wanted]
        alone = _alone(installation, wanted)
        http.delete(f"/v1/agents/{agent_id}")
    print(table("API through the emulator", through))
    print(table("Handler alone (same process, storage still the emulator's)", alone))


def _through(http: httpx.Client, request: Request) -> Figures:
    def once() -> None:
        http.request(request.method, request.path, json=request.body).raise_for_status()

    return sample(request.name, once, RUNS)


def _alone(installation: Installation, wanted: list[Request]) -> list[Figures]:
    # A log line per request would be half of what is printed; on AWS writing it costs as little.
    os.environ.update({**_function_environment(), "POWERTOOLS_LOG_LEVEL": "CRITICAL"})
    sys.path.insert(0, str(FUNCTIONS))
    from api.app import handler  # needs the environment and the path above

    return [_directly(handler, installation.api_key, request) for request in wanted]


def _directly(handler: Any, key: str, request: Request) -> Figures:
    event = _event(key, request)

    def once() -> None:
        answer = handler(event, Context())
        if answer["statusCode"] >= 400:
            raise SystemExit(f"{request.name}: {answer['statusCode']} {answer['body']}")

    return sample(request.name, once, RUNS)


def _function_environment() -> dict[str, str]:
    home, ports = Home.from_env(), Ports.from_env()
    target = Target.from_env(ports)
    os.environ.update(target.environment())
    stack = read_json(home.deploy_file)["stack"]
    [described] = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}
    return environment.settings(target, ports, livekit_config.keys(home), outputs)


def _event(key: str, request: Request) -> dict[str, Any]:
    path, _, query = request.path.partition("?")
    pairs = dict(pair.split("=", 1) for pair in query.split("&")) if query else {}
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": request.method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": pairs or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in pairs.items()} or None,
        "pathParameters": {"proxy": path.lstrip("/")},
        "stageVariables": None,
        "requestContext": {
            "resourcePath": "/{proxy+}",
            "httpMethod": request.method,
            "path": f"/dev{path}",
            "stage": "dev",
            "requestId": "bench",
            "identity": {"sourceIp": "192.0.2.7"},
        },
        "body": json.dumps(request.body) if request.body else None,
        "isBase64Encoded": False,
    }

"""A tool: something outside that the agent can call during a conversation."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, HttpUrl

from speaknode.kit.models import Entity

ToolCode = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]{0,63}$",
        description="The name the LLM calls; unique in the space.",
    ),
]


class HttpMethod(StrEnum):
    GET = "GET"
    POST = "POST"
    PUT = "PUT"
    DELETE = "DELETE"


class WebhookTool(Entity):
    """An HTTP request made for the LLM. `{name}` in the URL is filled from the arguments; the other
    arguments go to the query (GET, DELETE) or the JSON body (POST, PUT)."""

    type: Literal["webhook"] = "webhook"
    code: ToolCode
    description: str = Field(min_length=1, max_length=2000)
    method: HttpMethod = HttpMethod.GET
    url: HttpUrl
    headers: dict[str, str] = Field(default_factory=dict)
    parameters: dict[str, Any] = Field(
        default_factory=lambda: {"type": "object", "properties": {}},
        description="JSON schema of the arguments.",
    )
    timeout_ms: int = Field(default=10_000, ge=100, le=60_000)
    max_response_bytes: int = Field(default=65_536, ge=256, le=1_048_576)
    pre_speech: str | None = Field(
        default=None, max_length=500, description="Said before the call."
    )


class Tool(WebhookTool):
    id: str
    space_id: str
    created_at: datetime
    updated_at: datetime
    revision: int = 1

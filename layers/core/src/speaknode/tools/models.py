"""A tool: something outside that the agent can call during a conversation."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from speaknode.agents.speech import Language
from speaknode.agents.variables import VariableName
from speaknode.kit.models import Entity
from speaknode.tools.urls import UrlTemplate

ToolCode = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]{0,63}$",
        description="The name the LLM calls; unique in the space.",
    ),
]
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$")]
SecretRef = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_.-]{0,63}$",
        description="Name of a credential of the space (`/v1/credentials`).",
    ),
]
JsonPath = Annotated[
    str, Field(min_length=1, max_length=200, examples=["$.slots[0].time"], description="JSONPath.")
]
Schema = dict[str, Any]


class HttpMethod(StrEnum):
    GET = "GET"
    POST = "POST"
    PUT = "PUT"
    DELETE = "DELETE"

    @property
    def has_body(self) -> bool:
        return self in (HttpMethod.POST, HttpMethod.PUT)


class Retry(Entity):
    """When the far side fails for a moment. `timeout_ms` covers all attempts together."""

    attempts: int = Field(default=1, ge=1, le=5, description="All in all; 1: no retry.")
    backoff_ms: int = Field(default=300, ge=0, le=10_000, description="Doubles each time.")
    on_statuses: list[Annotated[int, Field(ge=400, le=599)]] = Field(
        default=[429, 502, 503, 504], max_length=20
    )
    honours_idempotency_key: bool = Field(
        default=False,
        description="The far side does nothing twice for one `Idempotency-Key`; else POST is not retried.",
    )


class ToolSecret(Entity):
    """A credential put into the request on its way out; nobody sees it, the LLM least of all."""

    secret_ref: SecretRef
    place: Literal["header", "query", "body"] = "header"
    name: HeaderName = Field(default="Authorization", description="Of the header, key or field.")
    prefix: str = Field(default="", max_length=100, examples=["Bearer "])


class ProgressSpeech(Entity):
    after_ms: int = Field(ge=100, le=60_000, description="Since the call began.")
    text: str = Field(min_length=1, max_length=500)


class ToolTexts(Entity):
    """A tool's words in one language; what is null here is taken from the tool itself."""

    pre_speech: str | None = Field(default=None, max_length=500)
    progress_speech: list[ProgressSpeech] | None = Field(default=None, max_length=10)
    on_error_speech: str | None = Field(default=None, max_length=500)


class WebhookTool(Entity):
    """An HTTP request made for the LLM.

    `{name}` in URL, headers, query and body takes an argument, `{{name}}` a variable of the conversation.
    Arguments of `parameters` that no template takes go to the query (GET, DELETE) or the JSON body
    (POST, PUT) unless there is a `body` template.
    """

    type: Literal["webhook"] = "webhook"
    code: ToolCode
    description: str = Field(min_length=1, max_length=2000)
    method: HttpMethod = HttpMethod.GET
    url: UrlTemplate
    headers: dict[HeaderName, Annotated[str, Field(max_length=4000)]] = Field(
        default_factory=dict, max_length=50, description="Secrets belong into `secrets`."
    )
    query: dict[str, Annotated[str, Field(max_length=4000)]] = Field(
        default_factory=dict, max_length=50
    )
    body: Any = Field(
        default=None,
        description="JSON; a string that is one placeholder alone keeps the type of its value.",
    )
    parameters: Schema = Field(
        default_factory=lambda: {"type": "object", "properties": {}},
        description="JSON schema of the arguments.",
    )
    path_parameters: Schema | None = Field(default=None, description="JSON schema: into the URL.")
    query_parameters: Schema | None = Field(
        default=None, description="JSON schema: into the query."
    )
    header_parameters: Schema | None = Field(default=None, description="JSON schema: into headers.")
    body_parameters: Schema | None = Field(default=None, description="JSON schema: into the body.")
    secrets: list[ToolSecret] = Field(default_factory=list, max_length=10)
    timeout_ms: int = Field(default=10_000, ge=100, le=60_000, description="Retries included.")
    retry: Retry = Retry()
    max_response_bytes: int = Field(default=65_536, ge=256, le=1_048_576)
    response_mapping: dict[VariableName, JsonPath] = Field(
        default_factory=dict,
        max_length=50,
        description="Variables filled from the response: `{{name}}` in later prompts and tools.",
    )
    pre_speech: str | None = Field(
        default=None, max_length=500, description="Said before the call."
    )
    progress_speech: list[ProgressSpeech] = Field(
        default_factory=list, max_length=10, description="Said while the answer is awaited."
    )
    on_error_speech: str | None = Field(
        default=None, max_length=500, description="Said when the call failed."
    )
    locales: dict[Language, ToolTexts] = Field(
        default_factory=dict, max_length=50, description="Its words in other languages."
    )

    def texts(self, locale: str) -> ToolTexts:
        """What is said in a language: `pt-BR`'s own, else those of `pt`, else the tool's."""
        common = self.model_dump(include=set(ToolTexts.model_fields))
        own = self.locales.get(locale) or self.locales.get(locale.partition("-")[0])
        changed = own.model_dump(exclude_none=True) if own else {}
        return ToolTexts.model_validate(common | changed)


class Tool(WebhookTool):
    id: str
    space_id: str
    created_at: datetime
    updated_at: datetime
    revision: int = 1

"""The analyst that asks a language model, over any OpenAI-compatible chat completions."""

import json
import re
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

import httpx

from speaknode.agents.outcome import AnalysisConfig
from speaknode.analysis import prompt
from speaknode.analysis.answer import read_answer
from speaknode.analysis.errors import (
    ModelAwayError,
    ModelRefusedError,
    UnusableAnswerError,
)
from speaknode.analysis.models import Conversation, MeteredFindings
from speaknode.costs.models import UsedModel
from speaknode.models.models import PriceUnit
from speaknode.providers import ProviderKind

TIMEOUT_S = 50.0
"""Two tries fit in the function's 120 s."""
MAX_ANSWER_TOKENS = 4_000


_THOUGHT = re.compile(r"\A.*</think>", re.DOTALL)
"""What some say before the answer."""
_PASSING = frozenset({408, 409, 425, 429})
_REFUSALS = {
    401: "does not accept the key",
    403: "does not accept the key",
    404: "is not known at its address",
}


class Completion(NamedTuple):
    text: str
    used: UsedModel


class Chat(Protocol):
    @property
    def model(self) -> str: ...
    def complete(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> Completion: ...


class OpenAiChat:
    """The operator configures the address, so it may be one of their own network."""

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        model: str,
        provider: str = "openai",
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._model, self._provider = model, provider
        self._client = httpx.Client(
            base_url=base_url.rstrip("/") + "/",
            headers={"Authorization": f"Bearer {api_key}"},
            timeout=TIMEOUT_S,
            transport=transport,
        )

    @property
    def model(self) -> str:
        return self._model

    def complete(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> Completion:
        # Those that heed no form of answer at all are told it in words.
        told = f"Answer as JSON of this schema, and nothing else: {json.dumps(schema)}"
        messages = [*messages, {"role": "user", "content": told}]
        strict = {"name": "analysis", "strict": True, "schema": schema}
        answer = self._post(messages, {"type": "json_schema", "json_schema": strict})
        if answer.status_code == httpx.codes.BAD_REQUEST:
            # Many compatible servers know only the older form; what comes back is checked either way.
            answer = self._post(messages, {"type": "json_object"})
        self._check(answer)
        try:
            told = answer.json()
            content = told["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise ModelAwayError from error
        if not isinstance(content, str):
            raise UnusableAnswerError
        return Completion(content, self._used(told.get("usage")))

    def _used(self, usage: object) -> UsedModel:
        told = usage if isinstance(usage, dict) else {}
        details = told.get("prompt_tokens_details")
        cached = _count(details, "cached_tokens")
        quantities = {
            PriceUnit.MILLION_INPUT_TOKENS: _count(told, "prompt_tokens") - cached,
            PriceUnit.MILLION_CACHED_INPUT_TOKENS: cached,
            PriceUnit.MILLION_OUTPUT_TOKENS: _count(told, "completion_tokens"),
        }
        return UsedModel(
            kind=ProviderKind.LLM,
            provider=self._provider,
            model=self._model,
            quantities={unit: quantity for unit, quantity in quantities.items() if quantity > 0},
        )

    def _check(self, answer: httpx.Response) -> None:
        status = answer.status_code
        if answer.is_client_error and status not in _PASSING:
            reason = _REFUSALS.get(status, "refuses what it is asked")
            raise ModelRefusedError(f"{self._model} {reason} ({status})")
        if not answer.is_success:
            raise ModelAwayError

    def _post(self, messages: list[dict[str, str]], response_format: dict[str, Any]) -> Any:
        body = {
            "model": self._model,
            "messages": messages,
            "response_format": response_format,
            "max_completion_tokens": MAX_ANSWER_TOKENS,
        }
        try:
            return self._client.post("chat/completions", json=body)
        except httpx.HTTPError as error:
            raise ModelAwayError from error


def _count(told: object, name: str) -> Decimal:
    value = told.get(name) if isinstance(told, dict) else None
    return Decimal(value) if isinstance(value, int) else Decimal(0)


class ChatAnalyst:
    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    @property
    def name(self) -> str:
        return self._chat.model

    def analyse(self, conversation: Conversation, wanted: AnalysisConfig) -> MeteredFindings:
        answer = self._chat.complete(
            prompt.messages(conversation, wanted), prompt.answer_schema(wanted)
        )
        found = read_answer(_object(answer.text), wanted)
        return MeteredFindings(**found.model_dump(), used=answer.used)


def _object(answer: str) -> dict[str, Any]:
    """The JSON object, whatever is said around it."""
    told = _THOUGHT.sub("", answer)
    try:
        raw, _ = json.JSONDecoder().raw_decode(told, told.index("{"))
    except ValueError as error:
        raise UnusableAnswerError from error
    assert isinstance(raw, dict)  # it begins with a brace
    return raw

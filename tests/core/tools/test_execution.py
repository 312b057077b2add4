"""One run of a tool against a far side in memory: retries, mapping, masking."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from speaknode.egress.errors import FetchTimeoutError, ResponseInvalidError, UnreachableError
from speaknode.egress.fetch import Fetched
from speaknode.tools.execution import Call, execute
from speaknode.tools.models import WebhookTool
from speaknode.tools.outcome import Exchange
from speaknode.tools.retry_after import retry_after_s

SECRET = 's3cr"et/v&lue'


class FarSide:
    """Answers in order; the last answer stays."""

    def __init__(self, *answers: tuple[int, str] | Exception) -> None:
        self.answers = list(answers)
        self.keys: list[str] = []

    async def fetch(self, method: str, url: str, **sent: Any) -> Fetched:
        self.keys.append(sent["headers"].get("idempotency-key", ""))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, text = answer
        headers = httpx.Headers({"content-type": "application/json", "set-cookie": "a=b"})
        return Fetched(status, headers, text.encode(), url, 1.0)


def tool(**fields: Any) -> WebhookTool:
    base = {"code": "t", "description": "d", "url": "https://x.test/p"}
    return WebhookTool.model_validate(base | fields)


async def run(of: WebhookTool, far: FarSide, **call: Any) -> Exchange:
    return await execute(of, Call(**({"arguments": {}, "idempotency_key": "k1"} | call)), far)


RETRY = {"attempts": 3, "backoff_ms": 1}


@pytest.mark.parametrize(
    "first",
    [(503, "{}"), (429, "{}"), UnreachableError("reset"), ResponseInvalidError("cut off")],
)
async def test_a_failure_of_the_moment_is_tried_again_under_one_key(first: Any) -> None:
    far = FarSide(first, (200, "{}"))
    exchange = await run(tool(retry=RETRY), far)
    assert exchange.error is None
    assert (exchange.attempts, far.keys) == (2, ["k1", "k1"])


@pytest.mark.parametrize(
    ("answer", "fields", "attempts"),
    [
        ((500, "{}"), {"retry": RETRY}, 1),  # not one of its statuses
        ((503, "{}"), {}, 1),
        ((503, "{}"), {"retry": RETRY}, 3),
        ((503, "{}"), {"retry": RETRY, "method": "POST"}, 1),
        (UnreachableError("reset"), {"retry": RETRY, "method": "POST"}, 1),
        ((503, "{}"), {"retry": {**RETRY, "honours_idempotency_key": True}, "method": "POST"}, 3),
        (FetchTimeoutError(1), {"retry": RETRY}, 1),
        ((503, "{}"), {"retry": {"attempts": 3, "backoff_ms": 500}, "timeout_ms": 200}, 1),
    ],
)
async def test_retries_only_where_they_are_safe(
    answer: Any, fields: dict[str, Any], attempts: int
) -> None:
    far = FarSide(answer)
    exchange = await run(tool(**fields), far)
    assert exchange.error is not None
    assert (exchange.attempts, len(far.keys)) == (attempts, attempts)


class Busy(FarSide):
    """Tells when to come again, once."""

    def __init__(self, after: str) -> None:
        super().__init__((503, "{}"), (200, "{}"))
        self._after = after

    async def fetch(self, method: str, url: str, **sent: Any) -> Fetched:
        fetched = await super().fetch(method, url, **sent)
        fetched.headers["retry-after"] = self._after
        return fetched


@pytest.mark.parametrize(("after", "attempts"), [("0", 2), ("soon", 2), ("3600", 1)])
async def test_it_comes_again_when_it_is_told_to_or_not_at_all(after: str, attempts: int) -> None:
    exchange = await run(tool(retry=RETRY), Busy(after))
    assert exchange.attempts == attempts


async def test_it_waits_as_long_as_it_is_told_to() -> None:
    exchange = await run(tool(retry=RETRY, timeout_ms=60_000), Busy("1"))
    assert exchange.attempts == 2
    assert exchange.duration_ms >= 1000


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120), ("", 0), ("-1", 0), ("²", 0), ("1e9", 0), ("9" * 5000, 999_999_999),
        ("Mon, 01 Jan 2024 12:00:30 GMT", 30), ("Mon, 01 Jan 2024 11:00:00 GMT", 0),
        ("Mon, 01 Jan 2024 12:00:30", 30),
    ],
)  # fmt: skip
def test_retry_after(header: str, seconds: float) -> None:
    assert retry_after_s(header, datetime(2024, 1, 1, 12, tzinfo=UTC)) == seconds


async def test_the_answer_fills_variables() -> None:
    answer = {"slots": [{"t": "9"}, {"t": "10"}], "n": 3, "ok": True, "none": None}
    mapping = {
        "first": "$.slots[0].t", "all": "$.slots[*].t", "n": "$.n", "ok": "$.ok", "no": "$.nowhere",
        "gone": "$.none",
    }  # fmt: skip
    exchange = await run(tool(response_mapping=mapping), FarSide((200, json.dumps(answer))))
    assert exchange.assigned == {
        "first": "9", "all": '["9", "10"]', "n": 3, "ok": True, "gone": None,
    }  # fmt: skip


async def test_a_failed_call_fills_nothing() -> None:
    exchange = await run(tool(response_mapping={"n": "$.n"}), FarSide((404, '{"n":1}')))
    assert exchange.assigned == {}
    assert exchange.error is not None
    assert (exchange.error.code, exchange.error.data) == ("http_error", '{"n":1}')


@pytest.mark.parametrize("place", ["header", "query", "body"])
async def test_a_secret_is_nowhere_to_be_seen(place: str) -> None:
    """Not even when the far side sends it back, as a value, as a key or in an error."""
    use = {"secret_ref": "key", "place": place, "name": "x-key", "prefix": "Bearer "}
    of = tool(method="POST", secrets=[use], response_mapping={"v": "$.echo"})
    for status in (200, 400):
        echo = json.dumps({"echo": SECRET, SECRET: 1, "list": [f"a{SECRET}b"]})
        exchange = await run(of, FarSide((status, echo)), secrets={"key": SecretStr(SECRET)})
        shown = exchange.model_dump_json()
        assert "•••" in shown
        assert "s3cr" not in shown


async def test_invalid_json_is_told_as_such() -> None:
    exchange = await run(tool(), FarSide((200, "{")))
    assert exchange.error is not None
    assert exchange.error.code == "invalid_json"
    assert exchange.response is not None
    assert exchange.response.headers["set-cookie"] == "•••"


async def test_deep_nesting_is_no_json_to_us() -> None:
    exchange = await run(tool(), FarSide((200, "[" * 60_000)))
    assert exchange.error is not None
    assert exchange.error.code == "invalid_json"

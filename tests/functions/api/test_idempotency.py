"""`Idempotency-Key` on creates."""

import time
from typing import Any

import boto3
import pytest

from api.idempotency_store import IdempotencyStore, InUseError, ReusedError
from speaknode.kit.settings import settings

from .conftest import Api, new_api

KEY = "4ad3c1b2-9c1e-4b9b-8a53-1f0d4c8d7e60"


def count(api: Api) -> int:
    return len(api("GET", "/v1/agents").json["items"])


class TestSameKey:
    def test_same_body_is_one_create_and_one_answer(self, api: Api) -> None:
        first = api(
            "POST",
            "/v1/agents",
            {"name": "Ada", "temperature": 0.5},
            headers={"Idempotency-Key": KEY},
        )
        again = api(
            "POST",
            "/v1/agents",
            {"temperature": 0.5, "name": "Ada"},
            headers={"Idempotency-Key": KEY},
        )
        assert (first.status, first.text) == (again.status, again.text)
        assert first.headers["Location"] == again.headers["Location"]
        assert count(api) == 1

    def test_another_body_is_refused(self, api: Api) -> None:
        api("POST", "/v1/agents", {"name": "Ada"}, headers={"Idempotency-Key": KEY})
        answer = api("POST", "/v1/agents", {"name": "Eve"}, headers={"Idempotency-Key": KEY})
        assert (answer.status, answer.json["code"]) == (422, "idempotency_key_reused")
        assert count(api) == 1

    def test_another_space_is_another_request(self, api: Api, stranger: Api) -> None:
        mine = api("POST", "/v1/agents", {"name": "Ada"}, headers={"Idempotency-Key": KEY}).json
        theirs = stranger(
            "POST", "/v1/agents", {"name": "Ada"}, headers={"Idempotency-Key": KEY}
        ).json
        assert mine["id"] != theirs["id"]

    def test_another_key_of_the_space_is_the_same_client(self, api: Api) -> None:
        other = new_api(space_id=api.space_id)
        first = api("POST", "/v1/agents", {"name": "Ada"}, headers={"Idempotency-Key": KEY}).json
        assert (
            other("POST", "/v1/agents", {"name": "Ada"}, headers={"Idempotency-Key": KEY}).json
            == first
        )

    def test_another_route_is_another_request(self, api: Api) -> None:
        tool = {"code": "a", "description": "b", "url": "https://example.com"}
        assert (
            api("POST", "/v1/agents", {"name": "Ada"}, headers={"Idempotency-Key": KEY}).status
            == 201
        )
        assert api("POST", "/v1/tools", tool, headers={"Idempotency-Key": KEY}).status == 201

    def test_another_agent_in_the_path_is_another_body(self, api: Api) -> None:
        ids = [api("POST", "/v1/agents", {"name": name}).json["id"] for name in ("A", "B")]
        assert (
            api("POST", f"/v1/agents/{ids[0]}/duplicate", headers={"Idempotency-Key": KEY}).status
            == 201
        )
        assert (
            api("POST", f"/v1/agents/{ids[1]}/duplicate", headers={"Idempotency-Key": KEY}).status
            == 422
        )

    def test_while_the_first_still_runs(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        from speaknode import wiring

        inner: list[Any] = []
        real = wiring.agents

        def slow() -> Any:
            monkeypatch.setattr(wiring, "agents", real)
            inner.append(
                api("POST", "/v1/agents", {"name": "Ada"}, headers={"Idempotency-Key": KEY})
            )
            return real()

        monkeypatch.setattr(wiring, "agents", slow)
        outer = api("POST", "/v1/agents", {"name": "Ada"}, headers={"Idempotency-Key": KEY})
        assert outer.status == 201
        assert (inner[0].status, inner[0].json["code"]) == (409, "idempotency_in_progress")
        assert count(api) == 1

    def test_what_failed_may_be_tried_again(self, api: Api) -> None:
        wrong = {"name": "Ada", "tool_ids": ["tol_none"]}
        assert api("POST", "/v1/agents", wrong, headers={"Idempotency-Key": KEY}).status == 422
        assert (
            api("POST", "/v1/agents", {"name": "Ada"}, headers={"Idempotency-Key": KEY}).status
            == 201
        )

    def test_without_a_key_every_request_creates(self, api: Api) -> None:
        for _ in range(2):
            api("POST", "/v1/agents", {"name": "Ada"})
        assert count(api) == 2


class TestKey:
    @pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "ключ"])
    def test_malformed_key_names_the_header(self, api: Api, key: str) -> None:
        answer = api("POST", "/v1/agents", {"name": "Ada"}, headers={"Idempotency-Key": key})
        assert (answer.status, answer.pointers) == (422, ["/Idempotency-Key"])

    def test_on_a_public_route_it_must_be_hard_to_guess(self, api: Api) -> None:
        answer = api(
            "POST",
            "/v1/public/agents/agt_x/sessions",
            {},
            token=None,
            headers={"Idempotency-Key": "1"},
        )
        assert (answer.status, answer.pointers) == (422, ["/Idempotency-Key"])


def test_a_new_secret_does_not_rest_in_the_table(api: Api) -> None:
    first = api("POST", "/v1/api-keys", {"name": "ci"}, headers={"Idempotency-Key": KEY}).json
    again = api("POST", "/v1/api-keys", {"name": "ci"}, headers={"Idempotency-Key": KEY}).json
    assert first["secret"] == again["secret"]
    rows = boto3.client("dynamodb").scan(TableName=settings().idempotency_table)["Items"]
    assert rows
    assert first["secret"] not in str(rows)
    assert KEY not in str(rows)


class TestTakeOver:
    """A function that dies half-way: the retry gets the same plan, so that it finds what was made."""

    @pytest.fixture
    def store(self, cloud: None) -> IdempotencyStore:
        return IdempotencyStore(settings())

    def test_not_before_its_time_is_over(self, store: IdempotencyStore) -> None:
        store.claim("a", "f", lease_ms=60_000)
        with pytest.raises(InUseError):
            store.claim("a", "f", lease_ms=60_000)

    def test_with_the_same_plan(self, store: IdempotencyStore) -> None:
        first = store.claim("b", "f", lease_ms=-1)
        second = store.claim("b", "f", lease_ms=60_000)
        assert second.plan == first.plan
        with pytest.raises(InUseError):
            store.claim("b", "f", lease_ms=60_000)

    def test_at_once_after_a_failure_that_may_have_made_something(
        self, store: IdempotencyStore
    ) -> None:
        first = store.claim("c", "f", lease_ms=60_000)
        store.pause(first)
        assert store.claim("c", "f", lease_ms=60_000).plan == first.plan

    def test_never_by_another_request(self, store: IdempotencyStore) -> None:
        store.claim("d", "f", lease_ms=-1)
        with pytest.raises(ReusedError):
            store.claim("d", "g", lease_ms=60_000)

    def test_what_has_expired_is_forgotten(
        self, store: IdempotencyStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = store.claim("e", "f", lease_ms=-1)
        store.complete(first, "answer")
        assert store.claim("e", "f", lease_ms=1).answer == "answer"
        now = time.time()
        monkeypatch.setattr("time.time", lambda: now + 24 * 3600 + 2)
        assert store.claim("e", "g", lease_ms=1).answer is None

    def test_over_http(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        from speaknode import wiring
        from speaknode.kit.errors import UnavailableError

        real = wiring.agents

        def down() -> None:
            raise UnavailableError("storage did not answer the write")

        monkeypatch.setattr(wiring, "agents", down)
        headers = {"Idempotency-Key": KEY}
        assert api("POST", "/v1/agents", {"name": "Ada"}, headers=headers).status == 503
        monkeypatch.setattr(wiring, "agents", real)
        assert api("POST", "/v1/agents", {"name": "Ada"}, headers=headers).status == 201
        assert api("POST", "/v1/agents", {"name": "Ada"}, headers=headers).status == 201
        assert count(api) == 1

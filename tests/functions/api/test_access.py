"""Who may in: API keys, OIDC tokens, spaces."""

import time
from typing import Any

import pytest
from tests.support.issuer import OTHER_RSA_KEY, REFUSED, Issuer, token

from speaknode import wiring
from speaknode.access.models import Scope
from speaknode.kit.ids import new_id
from speaknode.members.schemas import InvitationCreate

from .conftest import Answer, Api, new_api


@pytest.fixture
def person(issuer: Issuer) -> str:
    """A user nobody has seen before."""
    return new_id("usr")


def as_person(
    api: Api, person: str, method: str, path: str, body: Any = None, *, space: str | None = None
) -> Answer:
    headers = {"Speaknode-Space": space} if space else {}
    bearer = token(sub=person, email="eve@example.com", name="Eve")
    return api(method, path, body, token=bearer, headers=headers)


class TestBearer:
    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic dTpw", "sk_x", "Token abc"])
    def test_no_bearer_token(self, api: Api, header: str) -> None:
        answer = api("GET", "/v1/agents", token=None, headers={"Authorization": header})
        assert (answer.status, answer.json["type"]) == (401, "/problems/unauthenticated")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")

    def test_the_reason_is_for_those_who_sent_a_token(self, api: Api) -> None:
        silent, wrong = api("GET", "/v1/me", token=None), api("GET", "/v1/me", token="sk_a_b")
        assert "error=" not in silent.headers["WWW-Authenticate"]
        assert 'error="invalid_token"' in wrong.headers["WWW-Authenticate"]

    @pytest.mark.parametrize(
        "key", ["sk_", "sk_x", "sk_x_y", "sk__", "sk_" + "x" * 10_000, "sk_01M7_ключ"]
    )
    def test_malformed_key(self, api: Api, key: str) -> None:
        assert api("GET", "/v1/agents", token=key).status == 401

    def test_right_id_with_a_wrong_secret(self, api: Api) -> None:
        answer = api("GET", "/v1/agents", token=api.key[:-1] + ("A" if api.key[-1] != "A" else "B"))
        assert (answer.status, answer.json["code"]) == (401, "bad_api_key")

    def test_scheme_is_case_insensitive(self, api: Api) -> None:
        assert (
            api(
                "GET", "/v1/agents", token=None, headers={"Authorization": f"bearer {api.key}"}
            ).status
            == 200
        )

    @pytest.mark.parametrize("case", REFUSED)
    def test_refused_tokens(self, api: Api, issuer: Issuer, case: str) -> None:
        answer = api("GET", "/v1/me", token=REFUSED[case]())
        assert (answer.status, answer.headers.get("WWW-Authenticate", "")[:6]) == (401, "Bearer")

    def test_a_stranger_learns_nothing_from_wrong_input(self, api: Api) -> None:
        assert api("POST", "/v1/agents", raw="{", token=None).status == 401

    def test_an_issuer_that_is_down_is_not_the_callers_fault(
        self, api: Api, issuer: Issuer
    ) -> None:
        issuer.down = True
        assert api("GET", "/v1/me", token=token()).status == 503


class TestKeys:
    def test_shown_once_and_works_until_deleted(self, api: Api) -> None:
        created = api("POST", "/v1/api-keys", {"name": "ci"}).json
        assert created["secret"].startswith("sk_")
        assert api("GET", "/v1/agents", token=created["secret"]).status == 200
        listed = api("GET", "/v1/api-keys")
        assert created["secret"] not in listed.text
        assert created["id"] in [key["id"] for key in listed.json["items"]]
        assert api("DELETE", f"/v1/api-keys/{created['id']}").status == 204
        assert api("GET", "/v1/agents", token=created["secret"]).status == 401

    def test_scopes(self, api: Api) -> None:
        reader = new_api(Scope.AGENTS_READ, space_id=api.space_id)
        assert reader("GET", "/v1/agents").status == 200
        answer = reader("POST", "/v1/agents", {"name": "Ada"})
        assert (answer.status, answer.json["code"]) == (403, "missing_scope")

    def test_a_key_cannot_give_more_than_it_has(self, api: Api) -> None:
        maker = new_api(Scope.ACCESS_WRITE, Scope.AGENTS_READ, space_id=api.space_id)
        assert maker("POST", "/v1/api-keys", {"name": "all"}).status == 403
        body = {"name": "read", "scopes": ["agents:read"]}
        assert maker("POST", "/v1/api-keys", body).status == 201

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({}, "/name"),
            ({"name": "x", "scopes": ["everything"]}, "/scopes/0"),
            ({"name": "x", "scopes": []}, "/scopes"),
            ({"name": "x", "expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
            ({"name": "x", "expires_at": "soon"}, "/expires_at"),
        ],
    )
    def test_bad_input_is_named(self, api: Api, body: dict[str, Any], pointer: str) -> None:
        answer = api("POST", "/v1/api-keys", body)
        assert (answer.status, answer.pointers[0]) == (422, pointer)


class TestPeople:
    def test_the_first_sign_in_makes_a_space(self, api: Api, person: str) -> None:
        me = as_person(api, person, "GET", "/v1/me").json
        assert (me["user_id"], me["email"]) == (person, "eve@example.com")
        assert [space["role"] for space in me["spaces"]] == ["owner"]
        assert me["space_id"] == me["spaces"][0]["id"]
        assert as_person(api, person, "GET", "/v1/me").json == me

    def test_with_one_space_no_header_is_needed(self, api: Api, person: str) -> None:
        created = as_person(api, person, "POST", "/v1/agents", {"name": "Ada"})
        assert created.status == 201
        assert [
            agent["name"] for agent in as_person(api, person, "GET", "/v1/agents").json["items"]
        ] == ["Ada"]

    def test_with_several_the_header_chooses(self, api: Api, person: str) -> None:
        own = as_person(api, person, "GET", "/v1/me").json["space_id"]
        second = as_person(api, person, "POST", "/v1/spaces", {"name": "Second"})
        assert second.status == 201
        unclear = as_person(api, person, "GET", "/v1/agents")
        assert (unclear.status, unclear.pointers) == (422, ["/Speaknode-Space"])
        assert as_person(api, person, "GET", "/v1/me").json["space_id"] is None
        for space_id in (own, second.json["id"]):
            answer = as_person(api, person, "POST", "/v1/agents", {"name": "A"}, space=space_id)
            assert answer.json["space_id"] == space_id
        assert len(as_person(api, person, "GET", "/v1/spaces").json["items"]) == 2

    def test_a_foreign_space_does_not_exist(self, api: Api, person: str) -> None:
        for space_id in (api.space_id, "spc_none"):
            answer = as_person(api, person, "GET", "/v1/agents", space=space_id)
            assert (answer.status, answer.json["code"]) == (404, "space_not_found")
        assert as_person(api, person, "GET", f"/v1/spaces/{api.space_id}").status == 404

    def test_an_endless_name_of_a_space(self, api: Api, person: str) -> None:
        assert as_person(api, person, "GET", "/v1/agents", space="s" * 5000).status == 404

    def test_a_member_works_but_does_not_rule(self, api: Api, person: str) -> None:
        join(person, api.space_id)
        assert (
            as_person(api, person, "POST", "/v1/agents", {"name": "A"}, space=api.space_id).status
            == 201
        )
        assert as_person(api, person, "GET", "/v1/api-keys", space=api.space_id).status == 403
        assert (
            as_person(api, person, "PATCH", f"/v1/spaces/{api.space_id}", {"name": "Mine"}).status
            == 403
        )

    def test_an_expired_token(self, api: Api, issuer: Issuer) -> None:
        answer = api("GET", "/v1/me", token=token(exp=int(time.time()) - 120))
        assert (answer.status, answer.json["code"]) == (401, "token_expired")

    def test_a_token_of_another_issuer_key(self, api: Api, issuer: Issuer) -> None:
        assert api("GET", "/v1/me", token=token(OTHER_RSA_KEY)).status == 401


def join(person: str, space_id: str) -> None:
    data = InvitationCreate(email="eve@example.com")
    wiring.members().invite(space_id, data, by="test")
    wiring.members().accept(person, email="eve@example.com", name="Eve")


class TestSpaces:
    def test_a_key_sees_its_own(self, api: Api, stranger: Api) -> None:
        assert [space["id"] for space in api("GET", "/v1/spaces").json["items"]] == [api.space_id]
        assert api("GET", "/v1/me").json["space_id"] == api.space_id
        assert api("GET", f"/v1/spaces/{api.space_id}").json["name"] == "Test"
        assert api("GET", f"/v1/spaces/{stranger.space_id}").status == 404

    def test_the_header_of_a_foreign_space(self, api: Api, stranger: Api) -> None:
        assert (
            api("GET", "/v1/agents", headers={"Speaknode-Space": stranger.space_id}).status == 404
        )
        assert api("GET", "/v1/agents", headers={"Speaknode-Space": api.space_id}).status == 200

    def test_a_key_makes_no_spaces(self, api: Api) -> None:
        answer = api("POST", "/v1/spaces", {"name": "More"})
        assert (answer.status, answer.json["code"]) == (403, "user_required")

    def test_rename(self, api: Api) -> None:
        path = f"/v1/spaces/{api.space_id}"
        assert (
            api("PATCH", path, {"name": "New"}, headers={"If-Match": '"1"'}).json["name"] == "New"
        )
        assert api("PATCH", path, {"name": "Newer"}, headers={"If-Match": '"1"'}).status == 412
        assert api("PATCH", path, {"name": ""}).pointers == ["/name"]

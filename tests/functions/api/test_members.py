"""Members and invitations over HTTP, and what each role may do."""

from typing import Any

import pytest
from tests.support.issuer import Issuer, token

from api.app import app
from api.openapi import operations
from speaknode.access.identity import SCOPES_BY_ROLE
from speaknode.access.models import Scope
from speaknode.kit.ids import new_id
from speaknode.spaces.models import Role

from .conftest import Answer, Api
from .test_route_matrix import body

IN_SPACE = [operation for operation in operations(app) if "caller" in operation.takes]


MODEL = {"kind": "llm", "provider": "openai", "model": "gpt-x", "is_offered": False}


class Person:
    """Somebody signed in by the issuer."""

    def __init__(self, api: Api, name: str, **claims: Any) -> None:
        self._api, self.id = api, new_id("usr")
        self.email = f"{name}.{self.id}@x.test".lower()
        self._claims: dict[str, Any] = {
            "email": self.email,
            "email_verified": True,
            "name": name,
            **claims,
        }

    def __call__(self, method: str, path: str, data: Any = None, *, space: str = "") -> Answer:
        headers = {"Speaknode-Space": space} if space else {}
        bearer = token(sub=self.id, **self._claims)
        return self._api(method, path, data, token=bearer, headers=headers)


@pytest.fixture
def owner(api: Api, issuer: Issuer) -> Person:
    return Person(api, "Ada")


def test_an_invited_person_joins_at_sign_in(api: Api, owner: Person) -> None:
    space = owner("GET", "/v1/me").json["space_id"]
    eve = Person(api, "Eve")
    invited = owner("POST", "/v1/invitations", {"email": eve.email.upper()})
    assert (invited.status, invited.json["sent_at"]) == (201, None)
    me = eve("GET", "/v1/me").json
    assert [(item["id"], item["role"]) for item in me["spaces"]] == [(space, "member")]
    members = owner("GET", "/v1/members").json["items"]
    assert {(item["email"], item["role"]) for item in members} == {
        (owner.email, "owner"), (eve.email, "member"),
    }  # fmt: skip
    assert owner("GET", "/v1/invitations").json["items"] == []
    path = f"/v1/members/{eve.id}"
    assert eve("PATCH", path, {"role": "owner"}).status == 403
    assert owner("PATCH", path, {"role": "owner"}).json["role"] == "owner"
    assert eve("DELETE", f"/v1/members/{owner.id}").status == 204
    assert owner("GET", "/v1/agents", space=space).status == 404
    last = eve("DELETE", path)
    assert (last.status, last.json["code"]) == (409, "last_owner")


@pytest.mark.parametrize("verified", [False, None, "no", {"a": 1}])
def test_an_address_that_nobody_verified_joins_nothing(
    api: Api, owner: Person, verified: object
) -> None:
    eve = Person(api, "Eve", email_verified=verified)
    owner("POST", "/v1/invitations", {"email": eve.email})
    [space] = eve("GET", "/v1/me").json["spaces"]
    assert (space["role"], space["name"]) == ("owner", "Eve space")


def test_wrong_inputs_name_the_field(api: Api) -> None:
    for data, pointer in (
        ({}, "/email"),
        ({"email": "ada"}, "/email"),
        ({"email": "a@b.c\nBcc: all@x.test"}, "/email"),
        ({"email": "a@b.c", "role": "admin"}, "/role"),
    ):
        assert api("POST", "/v1/invitations", data).pointers == [pointer]


def test_a_revoked_invitation_is_gone(api: Api) -> None:
    made = api("POST", "/v1/invitations", {"email": "eve@x.test"}).json
    assert api("POST", f"/v1/invitations/{made['id']}/send").status == 200
    assert api("DELETE", f"/v1/invitations/{made['id']}").status == 204
    assert api("POST", f"/v1/invitations/{made['id']}/send").status == 404


def test_every_route_goes_by_the_role(api: Api, owner: Person) -> None:
    """A member is refused exactly what needs a scope that members do not have."""
    space = owner("GET", "/v1/me").json["space_id"]
    eve = Person(api, "Eve")
    owner("POST", "/v1/invitations", {"email": eve.email})
    eve("GET", "/v1/me")
    for operation in IN_SPACE:
        values = dict.fromkeys(operation.path_params, "1") | {"space_id": space}
        path = operation.path.format(**values)
        answer = eve(operation.method, path, body(operation))
        may = operation.scope is None or operation.scope in SCOPES_BY_ROLE[Role.MEMBER]
        assert (answer.status != 403) is may, operation.id


class TestPlatformAdmin:
    @pytest.fixture(autouse=True)
    def _configured(self, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
        from speaknode import wiring
        from speaknode.kit.settings import settings

        with_role = settings().model_copy(update={"oidc_admin_role": "speaknode-admin"})
        monkeypatch.setattr("speaknode.wiring.parts.access.settings", lambda: with_role)
        wiring.identity.cache_clear()

    def test_is_whoever_has_the_role_in_the_token(self, api: Api) -> None:
        admin = Person(api, "Root", realm_access={"roles": ["user", "speaknode-admin"]})
        assert admin("GET", "/v1/me").json["is_platform_admin"] is True
        assert admin("PUT", "/v1/models", MODEL).status == 200
        key = admin("POST", "/v1/api-keys", {"name": "k", "scopes": [Scope.PLATFORM_ADMIN]})
        assert key.status == 201

    @pytest.mark.parametrize(
        "claims",
        [
            {},
            {"is_platform_admin": True},
            {"realm_access": {"roles": ["user"]}},
            {"realm_access": {"roles": "speaknode-admin"}},
            {"realm_access": ["roles"]},
            {"roles": ["speaknode-admin"]},
        ],
    )
    def test_is_nobody_else(self, api: Api, claims: dict[str, Any]) -> None:
        person = Person(api, "Eve", **claims)
        assert person("GET", "/v1/me").json["is_platform_admin"] is False
        assert person("PUT", "/v1/models", MODEL).status == 403
        key = person("POST", "/v1/api-keys", {"name": "k", "scopes": [Scope.PLATFORM_ADMIN]})
        assert key.status == 403


def test_without_a_configured_role_nobody_administers_by_a_token(api: Api, issuer: Issuer) -> None:
    person = Person(api, "Eve", realm_access={"roles": [""]})
    assert person("GET", "/v1/me").json["is_platform_admin"] is False

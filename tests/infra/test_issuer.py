"""The development issuer, over a real socket of loopback."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request
from infra.local.issuer import keys
from infra.local.issuer.app import Issuer
from infra.local.issuer.grants import challenge_of
from infra.local.issuer.tokens import ADMIN_ROLE, Tokens, subject

pytestmark = pytest.mark.enable_socket
ISSUER = "http://127.0.0.1:8090"
VERIFIER = "v" * 43
ASKED = {
    "response_type": "code",
    "client_id": "page",
    "redirect_uri": "http://127.0.0.1:3000/?from=login",
    "state": "s1",
    "nonce": "n1",
    "scope": "openid email",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
}
Client = TestClient[Request, Application]


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(keys.load(tmp_path), ISSUER, "speaknode")


@pytest.fixture
async def client(tokens: Tokens) -> AsyncIterator[Client]:
    async with TestClient(TestServer(Issuer(tokens).app())) as opened:
        yield opened


async def code(client: Client) -> str:
    form = {**ASKED, "email": "ada@example.com"}
    answer = await client.post("/authorize", data=form, allow_redirects=False)
    assert answer.status == 303
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (query["state"], query["from"]) == (["s1"], ["login"])
    return query["code"][0]


def redemption(value: str) -> dict[str, str]:
    names = ("client_id", "redirect_uri")
    grant = {"grant_type": "authorization_code", "code": value, "code_verifier": VERIFIER}
    return {**grant, **{name: ASKED[name] for name in names}}


async def test_code_flow_gives_tokens_that_the_published_key_verifies(client: Client) -> None:
    discovery = await (await client.get("/.well-known/openid-configuration")).json()
    assert discovery["issuer"] == ISSUER
    granted = await (await client.post("/token", data=redemption(await code(client)))).json()
    published = jwt.PyJWKSet.from_dict(await (await client.get("/jwks.json")).json())
    kid = jwt.get_unverified_header(granted["access_token"])["kid"]
    claims = jwt.decode(
        granted["access_token"], published[kid].key, ["RS256"], audience="speaknode", issuer=ISSUER
    )
    assert claims["sub"] == subject("ada@example.com")
    assert (claims["email"], claims["name"]) == ("ada@example.com", "Ada")
    identity = jwt.decode(granted["id_token"], published[kid].key, ["RS256"], audience="speaknode")
    assert identity["nonce"] == "n1"
    bearer = {"Authorization": f"Bearer {granted['access_token']}"}
    assert (await (await client.get("/userinfo", headers=bearer)).json())["sub"] == claims["sub"]


async def test_a_code_is_good_once_and_only_for_who_asked(client: Client) -> None:
    spent = await code(client)
    assert (await client.post("/token", data=redemption(spent))).status == 200
    assert (await client.post("/token", data=redemption(spent))).status == 400
    stolen = {**redemption(await code(client)), "code_verifier": "w" * 43}
    answer = await client.post("/token", data=stolen)
    assert (await answer.json())["error"] == "invalid_grant"


async def test_refresh_token_refreshes_but_is_no_access_token(
    client: Client, tokens: Tokens
) -> None:
    granted = await (await client.post("/dev/token", json={"email": "a@b.c"})).json()
    again = {"grant_type": "refresh_token", "refresh_token": granted["refresh_token"]}
    fresh = await (await client.post("/token", data=again)).json()
    assert tokens.read(fresh["access_token"])["email"] == "a@b.c"
    with pytest.raises(jwt.InvalidAudienceError):
        tokens.read(granted["refresh_token"])
    wrong = {"grant_type": "refresh_token", "refresh_token": granted["access_token"]}
    assert (await client.post("/token", data=wrong)).status == 400


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": "javascript:alert(1)"},
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"response_type": "token"},
    ],
)
async def test_unsafe_requests_get_no_form(client: Client, change: dict[str, str]) -> None:
    assert (await client.get("/authorize", params={**ASKED, **change})).status == 400


async def test_form_escapes_what_it_was_given(client: Client) -> None:
    answer = await client.get("/authorize", params={**ASKED, "state": '"><script>'})
    assert "<script>" not in await answer.text()


async def test_browsers_of_other_origins_may_ask(client: Client) -> None:
    answer = await client.options("/token")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    refused = await client.get("/userinfo")
    assert (refused.status, refused.headers["Access-Control-Allow-Origin"]) == (401, "*")


def test_key_outlives_a_restart(tmp_path: Path) -> None:
    assert keys.load(tmp_path).key_id == keys.load(tmp_path).key_id
    assert (tmp_path / "signing.pem").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("email", "roles"),
    [
        ("admin@example.com", [ADMIN_ROLE]),
        ("admin.b@example.com", [ADMIN_ROLE]),
        ("ada@admin.com", []),
        ("administrator@example.com", []),
    ],
)
def test_who_administers_the_platform_is_told_by_the_address(
    tokens: Tokens, email: str, roles: list[str]
) -> None:
    assert tokens.read(tokens.sign(email))["realm_access"]["roles"] == roles

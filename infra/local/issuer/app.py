"""The issuer's endpoints."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from aiohttp import web
from infra.local.issuer import pages
from infra.local.issuer.grants import GrantError, Grants, Request
from infra.local.issuer.tokens import Tokens, profile

_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
}
_FIELDS = (
    "response_type", "client_id", "redirect_uri", "state", "nonce", "scope",
    "code_challenge", "code_challenge_method",
)  # fmt: skip
_LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}


class Issuer:
    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._grants = Grants(tokens)

    def app(self) -> web.Application:
        app = web.Application(middlewares=[_cors])
        app.add_routes(
            [
                web.get("/health", self.health),
                web.get("/.well-known/openid-configuration", self.discovery),
                web.get("/jwks.json", self.jwks),
                web.get("/authorize", self.login_form),
                web.post("/authorize", self.login),
                web.post("/token", self.token),
                web.get("/userinfo", self.userinfo),
                web.get("/logout", self.logout),
                web.post("/dev/token", self.dev_token),
                web.route("OPTIONS", "/{any:.*}", self.health),
            ]
        )
        return app

    async def health(self, _: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def discovery(self, _: web.Request) -> web.Response:
        base = self._tokens.issuer
        return web.json_response(
            {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo",
                "jwks_uri": f"{base}/jwks.json",
                "end_session_endpoint": f"{base}/logout",
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code", "refresh_token"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "scopes_supported": ["openid", "email", "profile", "offline_access"],
                "token_endpoint_auth_methods_supported": ["none"],
                "code_challenge_methods_supported": ["S256"],
                "claims_supported": ["sub", "email", "email_verified", "name"],
            }
        )

    async def jwks(self, _: web.Request) -> web.Response:
        return web.json_response(self._tokens.key.jwks())

    async def login_form(self, request: web.Request) -> web.Response:
        fields = _asked(request.query)
        _checked(fields)
        return _page(pages.login(fields))

    async def login(self, request: web.Request) -> web.Response:
        form = await _form(request)
        fields = _asked(form)
        wanted = _checked(fields)
        email = form.get("email", "").strip()
        if not _is_email(email):
            return _page(pages.login(fields, "This is not an e-mail address."), status=400)
        answer = {"code": self._grants.code(email, wanted), "state": wanted.state}
        separator = "&" if urlsplit(wanted.redirect_uri).query else "?"
        raise web.HTTPSeeOther(f"{wanted.redirect_uri}{separator}{urlencode(answer)}")

    async def token(self, request: web.Request) -> web.Response:
        form = await _form(request)
        try:
            return web.json_response(self._granted(form), headers={"Cache-Control": "no-store"})
        except GrantError as error:
            body = {"error": error.code, "error_description": str(error)}
            return web.json_response(body, status=400)

    def _granted(self, form: Mapping[str, str]) -> dict[str, Any]:
        match form.get("grant_type"):
            case "authorization_code":
                names = ("code", "code_verifier", "redirect_uri", "client_id")
                return self._grants.redeem(*(form.get(name, "") for name in names))
            case "refresh_token":
                return self._grants.refresh(form.get("refresh_token", ""))
        raise GrantError("unsupported_grant_type", "Use authorization_code or refresh_token.")

    async def userinfo(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            claims = self._tokens.read(token)
        except jwt.InvalidTokenError:
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"}) from None
        return web.json_response(profile(claims["email"]))

    async def logout(self, request: web.Request) -> web.Response:
        # There is no session to end: the form asks every time.
        target = request.query.get("post_logout_redirect_uri", "")
        if _is_local(target):
            raise web.HTTPSeeOther(target)
        return web.Response(text="Signed out.")

    async def dev_token(self, request: web.Request) -> web.Response:
        """For tests and scripts: {"email": …} → tokens, without a browser."""
        try:
            body = await request.json()
        except ValueError:
            raise web.HTTPBadRequest(text="The body is not JSON.") from None
        email = body.get("email", "") if isinstance(body, dict) else ""
        if not isinstance(email, str) or not _is_email(email):
            raise web.HTTPBadRequest(text='Send {"email": "you@example.com"}.')
        return web.json_response(self._grants.issue(email))


@web.middleware
async def _cors(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        response: web.StreamResponse = await handler(request)
    except web.HTTPException as error:
        error.headers.update(_CORS)
        raise
    response.headers.update(_CORS)
    return response


async def _form(request: web.Request) -> dict[str, str]:
    return {k: v for k, v in (await request.post()).items() if isinstance(v, str)}


def _asked(values: Mapping[str, str]) -> dict[str, str]:
    return {name: values[name] for name in _FIELDS if name in values}


def _checked(fields: Mapping[str, str]) -> Request:
    """A code is sent to this machine only, and only to who can prove that it asked."""
    if not _is_local(fields.get("redirect_uri", "")):
        raise web.HTTPBadRequest(text="redirect_uri must be an address of this machine.")
    if fields.get("response_type") != "code" or not fields.get("client_id"):
        raise web.HTTPBadRequest(text="response_type=code and client_id are required.")
    if fields.get("code_challenge_method") != "S256" or not fields.get("code_challenge"):
        raise web.HTTPBadRequest(text="PKCE with S256 is required.")
    return Request(
        fields["client_id"],
        fields["redirect_uri"],
        fields.get("state", ""),
        fields.get("nonce", ""),
        fields.get("scope", "openid"),
        fields["code_challenge"],
    )


def _is_local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and parts.hostname in _LOCAL_HOSTS


def _is_email(text: str) -> bool:
    name, _, domain = text.partition("@")
    return bool(name and domain) and len(text) <= 254 and not any(c.isspace() for c in text)


def _page(html: str, status: int = 200) -> web.Response:
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return web.Response(text=html, content_type="text/html", status=status, headers=headers)

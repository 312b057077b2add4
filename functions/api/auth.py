"""Who is asking, and for which space: a key speaks for one, a person for those they belong to."""

from dataclasses import dataclass
from functools import cache

from api.exchange import Exchange
from api.oidc import Claims, KeySet, OidcVerifier
from api.problems import invalid
from speaknode import wiring
from speaknode.access.models import ALL_SCOPES, ApiKey, Scope
from speaknode.kit.errors import ForbiddenError, UnauthenticatedError
from speaknode.kit.settings import settings
from speaknode.spaces.errors import SpaceNotFoundError
from speaknode.spaces.models import Role
from speaknode.spaces.schemas import Me, SpaceWithRole

SPACE_HEADER = "Speaknode-Space"
_KEY_PREFIX = "sk_"
SCOPES_BY_ROLE: dict[Role, frozenset[Scope]] = {
    Role.OWNER: frozenset(ALL_SCOPES),
    Role.MEMBER: frozenset(ALL_SCOPES) - {Scope.ACCESS_WRITE, Scope.SPACES_WRITE},
}


@dataclass(frozen=True, slots=True)
class Identity:
    """Exactly one of the two."""

    user: Claims | None = None
    key: ApiKey | None = None

    @property
    def id(self) -> str:
        return self.user.sub if self.user else self.key.id if self.key else ""

    def spaces(self) -> list[SpaceWithRole]:
        """A person's first sign-in makes their own space."""
        if self.user:
            return wiring.spaces().ensure_user(
                self.user.sub, email=self.user.email, name=self.user.name
            )
        caller = self.enter(None)
        return [
            SpaceWithRole(**wiring.spaces().find(caller.space_id).model_dump(), role=caller.role)
        ]

    def enter(self, space_id: str | None) -> "Caller":
        """Raises SpaceNotFoundError for a space that is not theirs, as for none at all."""
        if self.key:
            if space_id not in (None, self.key.space_id):
                raise SpaceNotFoundError(str(space_id))
            scopes = frozenset(self.key.scopes)
            role = Role.OWNER if scopes == SCOPES_BY_ROLE[Role.OWNER] else Role.MEMBER
            return Caller(identity=self, space_id=self.key.space_id, role=role, scopes=scopes)
        if space_id is None:
            return self._enter_only_space()
        role = wiring.spaces().get_membership(self.id, space_id).role
        return Caller(identity=self, space_id=space_id, role=role, scopes=SCOPES_BY_ROLE[role])

    def _enter_only_space(self) -> "Caller":
        spaces = self.spaces()
        if len(spaces) != 1:
            raise invalid(f"/{SPACE_HEADER}", "is required, because you belong to several spaces")
        return Caller(
            identity=self,
            space_id=spaces[0].id,
            role=spaces[0].role,
            scopes=SCOPES_BY_ROLE[spaces[0].role],
        )

    def require_user(self) -> Claims:
        if self.user is None:
            raise ForbiddenError("an API key cannot do this; sign in", code="user_required")
        return self.user


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody inside one space, with what they may do there."""

    identity: Identity
    space_id: str
    role: Role
    scopes: frozenset[Scope]

    def require(self, *scopes: Scope) -> None:
        missing = sorted(set(scopes) - self.scopes)
        if missing:
            raise ForbiddenError(f"needs the scope {', '.join(missing)}", code="missing_scope")


def identify(exchange: Exchange) -> Identity:
    """Raises UnauthenticatedError without a valid API key or OIDC token."""
    scheme, _, token = (exchange.header("authorization") or "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise UnauthenticatedError(
            "an API key or an OIDC token is needed: Authorization: Bearer …", code="token_missing"
        )
    if token.startswith(_KEY_PREFIX):
        return Identity(key=wiring.access().authenticate(token))
    verifier = oidc_verifier()
    if verifier is None:
        raise UnauthenticatedError(
            "the token is not an API key, and no OIDC issuer is configured", code="token_invalid"
        )
    return Identity(user=verifier.verify(token))


def enter_space(exchange: Exchange, identity: Identity, *, scope: Scope | None) -> Caller:
    """Into the space that the path names, else the header, else the only one there is."""
    caller = identity.enter(exchange.path_params.get("space_id") or exchange.header(SPACE_HEADER))
    if scope:
        caller.require(scope)
    return caller


def describe_me(exchange: Exchange, identity: Identity) -> Me:
    spaces = identity.spaces()
    wanted = exchange.header(SPACE_HEADER)
    chosen = identity.enter(wanted).space_id if wanted or len(spaces) == 1 else None
    user = identity.user
    return Me(
        user_id=user.sub if user else None,
        email=user.email if user else None,
        name=user.name if user else None,
        api_key_id=identity.key.id if identity.key else None,
        space_id=chosen,
        spaces=spaces,
    )


@cache
def oidc_verifier() -> OidcVerifier | None:
    """Kept for the life of the function, and with it the issuer's keys."""
    config = settings()
    if not config.oidc_issuer:
        return None
    return OidcVerifier(
        issuer=config.oidc_issuer, audience=config.oidc_audience, keys=KeySet(config.oidc_issuer)
    )

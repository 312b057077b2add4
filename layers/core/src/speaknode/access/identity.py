"""Who somebody is and what they may do in which space, whatever way they came in."""

from dataclasses import dataclass

from speaknode.access.models import ALL_SCOPES, ApiKey, Scope
from speaknode.access.oidc import Claims, OidcVerifier
from speaknode.access.ports import Invitations
from speaknode.access.service import AccessService
from speaknode.kit.errors import ForbiddenError, InvalidError, UnauthenticatedError
from speaknode.spaces.errors import SpaceNotFoundError
from speaknode.spaces.models import Role
from speaknode.spaces.schemas import Me, SpaceWithRole
from speaknode.spaces.service import SpaceService

SPACE_HEADER = "Speaknode-Space"
TOKEN_MISSING = "token_missing"
_KEY_PREFIX = "sk_"
# Longer ones are no ids of ours, and storage refuses keys beyond a size.
_LONGEST_ID = 200
_OF_OWNERS = {Scope.ACCESS_WRITE, Scope.SPACES_WRITE, Scope.MEMBERS_WRITE}
SCOPES_BY_ROLE: dict[Role, frozenset[Scope]] = {
    Role.OWNER: frozenset(ALL_SCOPES),
    Role.MEMBER: frozenset(ALL_SCOPES) - _OF_OWNERS,
}


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in person or an API key: exactly one of the two."""

    user: Claims | None = None
    key: ApiKey | None = None

    @property
    def id(self) -> str:
        return self.user.sub if self.user else self.key.id if self.key else ""

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


class IdentityService:
    def __init__(
        self,
        *,
        access: AccessService,
        spaces: SpaceService,
        invitations: Invitations,
        oidc: OidcVerifier | None,
    ) -> None:
        self._access, self._spaces, self._oidc = access, spaces, oidc
        self._invitations = invitations

    def identify(self, token: str) -> Identity:
        """Raises UnauthenticatedError for what is neither a valid API key nor a valid OIDC token."""
        if not token:
            raise UnauthenticatedError("an API key or OIDC token is needed", code=TOKEN_MISSING)
        if token.startswith(_KEY_PREFIX):
            return Identity(key=self._access.authenticate(token))
        if self._oidc is None:
            raise UnauthenticatedError("no OIDC issuer is configured", code="token_invalid")
        return Identity(user=self._oidc.verify(token))

    def spaces_of(self, identity: Identity) -> list[SpaceWithRole]:
        """A person joins where they were invited to; the first sign-in of others makes their own space."""
        if identity.user:
            user = identity.user
            if user.email and user.email_verified:
                self._invitations.accept(user.sub, email=user.email, name=user.name)
            return self._spaces.ensure_user(user.sub, email=user.email, name=user.name)
        caller = self.enter(identity, None)
        space = self._spaces.find(caller.space_id)
        return [SpaceWithRole(**space.model_dump(), role=caller.role)]

    def enter(self, identity: Identity, space_id: str | None) -> Caller:
        """Raises SpaceNotFoundError for a space that is not theirs, as for none at all."""
        if identity.key:
            return _enter_own(identity, identity.key, space_id)
        if space_id is not None and len(space_id) > _LONGEST_ID:
            raise SpaceNotFoundError(space_id[:_LONGEST_ID])
        if space_id is not None:
            role = self._spaces.get_membership(identity.id, space_id).role
            return Caller(identity, space_id, role, _scopes(identity, role))
        spaces = self.spaces_of(identity)
        if len(spaces) != 1:
            raise InvalidError.field(
                f"/{SPACE_HEADER}", "is required, because you belong to several spaces"
            )
        role = spaces[0].role
        return Caller(identity, spaces[0].id, role, _scopes(identity, role))

    def space_of(self, token: str, space_id: str | None = None) -> str:
        """For those who only need to know where a token leads."""
        return self.enter(self.identify(token), space_id).space_id

    def describe(self, identity: Identity, space_id: str | None) -> Me:
        spaces = self.spaces_of(identity)
        is_chosen = space_id is not None or len(spaces) == 1
        user = identity.user
        return Me(
            user_id=user.sub if user else None,
            email=user.email if user else None,
            name=user.name if user else None,
            api_key_id=identity.key.id if identity.key else None,
            space_id=self.enter(identity, space_id).space_id if is_chosen else None,
            is_platform_admin=bool(user and user.is_platform_admin),
            spaces=spaces,
        )


def _scopes(identity: Identity, role: Role) -> frozenset[Scope]:
    """Of a person: the whole installation is given by their issuer, never by a space."""
    is_admin = identity.user is not None and identity.user.is_platform_admin
    return SCOPES_BY_ROLE[role] | ({Scope.PLATFORM_ADMIN} if is_admin else set())


def _enter_own(identity: Identity, key: ApiKey, space_id: str | None) -> Caller:
    if space_id not in (None, key.space_id):
        raise SpaceNotFoundError(str(space_id))
    scopes = frozenset(key.scopes)
    role = Role.OWNER if scopes >= SCOPES_BY_ROLE[Role.OWNER] else Role.MEMBER
    return Caller(identity, key.space_id, role, scopes)

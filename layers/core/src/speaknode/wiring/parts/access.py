"""Who may do what: spaces, API keys, identities."""

from functools import cache

from pynamodb.connection import Connection
from pynamodb.models import Model

from speaknode.access.dynamo import ApiKeyRecord, DynamoApiKeyStore
from speaknode.access.identity import IdentityService
from speaknode.access.oidc import KeySet, OidcVerifier
from speaknode.access.service import AccessService
from speaknode.kit.clock import utc_now
from speaknode.kit.settings import Settings, settings
from speaknode.members.dynamo import (
    DynamoInvitationStore,
    DynamoMemberStore,
    InvitationRecord,
)
from speaknode.members.ports import Mailer
from speaknode.members.service import MemberService
from speaknode.spaces.dynamo import DynamoSpaceStore, SpaceRecord
from speaknode.spaces.service import SpaceService
from speaknode.wiring.parts.ground import connect

TABLES: dict[type[Model], str] = {
    SpaceRecord: "spaces_table",
    InvitationRecord: "spaces_table",
    ApiKeyRecord: "access_table",
}


@cache
def _connection() -> Connection:
    return connect(TABLES)


@cache
def spaces() -> SpaceService:
    return SpaceService(store=DynamoSpaceStore(_connection()), clock=utc_now)


@cache
def access() -> AccessService:
    _connection()
    return AccessService(store=DynamoApiKeyStore(), clock=utc_now)


@cache
def identity() -> IdentityService:
    """Kept for the life of the function, and with it the issuer's keys."""
    config = settings()
    oidc = None
    if config.oidc_issuer:
        keys = KeySet(config.oidc_issuer)
        oidc = OidcVerifier(
            issuer=config.oidc_issuer,
            audience=config.oidc_audience,
            keys=keys,
            roles_claim=config.oidc_roles_claim,
            admin_role=config.oidc_admin_role,
        )
    return IdentityService(access=access(), spaces=spaces(), invitations=members(), oidc=oidc)


@cache
def members() -> MemberService:
    config = settings()
    return MemberService(
        members=DynamoMemberStore(_connection()),
        invitations=DynamoInvitationStore(_connection()),
        spaces=spaces(),
        mailer=_mailer(config),
        web_url=config.web_url,
        clock=utc_now,
    )


def _mailer(config: Settings) -> Mailer | None:
    url = config.smtp_url.get_secret_value()
    if not url:
        return None
    from speaknode.members.smtp import SmtpMailer  # brings TLS: for those who send letters

    return SmtpMailer(url, sender=config.mail_from)

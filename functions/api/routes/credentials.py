"""Credentials: keys of providers and secrets of tools. Written here, never read here."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.credentials.errors import (
    CredentialNotFoundError,
    VaultNotConfiguredError,
    VaultUnavailableError,
)
from speaknode.credentials.models import PLATFORM, Credential, CredentialName
from speaknode.credentials.schemas import CredentialPut
from speaknode.kit.models import Page, PageQuery

routes = Blueprint(__name__)
_PUT_ERRORS = (VaultNotConfiguredError, VaultUnavailableError)


@endpoint(routes, "GET", "/v1/credentials", scope=Scope.ACCESS_WRITE)
def list_credentials(caller: Caller, query: PageQuery) -> Page[Credential]:
    """List the credentials of the space by name; never what they hold."""
    return wiring.credentials().list(caller.space_id, query.cursor, query.limit)


@endpoint(routes, "PUT", "/v1/credentials/{name}", scope=Scope.ACCESS_WRITE, errors=_PUT_ERRORS)
def put_credential(caller: Caller, name: CredentialName, body: CredentialPut) -> Credential:
    """Store a secret, encrypted; it is never shown again."""
    return wiring.credentials().put(caller.space_id, name, body.value)


@endpoint(
    routes,
    "DELETE",
    "/v1/credentials/{name}",
    scope=Scope.ACCESS_WRITE,
    errors=(CredentialNotFoundError,),
)
def delete_credential(caller: Caller, name: CredentialName) -> None:
    """Delete a credential; conversations that start from now on do without it."""
    wiring.credentials().delete(caller.space_id, name)


@endpoint(routes, "GET", "/v1/platform/credentials", scope=Scope.PLATFORM_ADMIN)
def list_platform_credentials(caller: Caller, query: PageQuery) -> Page[Credential]:
    """List the keys that every space may use for its conversations."""
    return wiring.credentials().list(PLATFORM, query.cursor, query.limit)


@endpoint(
    routes,
    "PUT",
    "/v1/platform/credentials/{name}",
    scope=Scope.PLATFORM_ADMIN,
    errors=_PUT_ERRORS,
)
def put_platform_credential(
    caller: Caller, name: CredentialName, body: CredentialPut
) -> Credential:
    """Store a key of the platform, encrypted; a space's own key goes before it."""
    return wiring.credentials().put(PLATFORM, name, body.value)


@endpoint(
    routes,
    "DELETE",
    "/v1/platform/credentials/{name}",
    scope=Scope.PLATFORM_ADMIN,
    errors=(CredentialNotFoundError,),
)
def delete_platform_credential(caller: Caller, name: CredentialName) -> None:
    """Delete a key of the platform."""
    wiring.credentials().delete(PLATFORM, name)

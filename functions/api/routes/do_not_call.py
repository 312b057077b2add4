"""Do-not-call lists: numbers that no campaign of the space calls, and those that none of the installation does."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.do_not_call.errors import NotListedError
from speaknode.do_not_call.models import PLATFORM, DoNotCallEntry
from speaknode.do_not_call.schemas import (
    DoNotCallAdd,
    DoNotCallAdded,
    DoNotCallImport,
    DoNotCallImported,
)
from speaknode.kit.models import Page, PageQuery

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/do-not-call", scope=Scope.AGENTS_READ)
def list_do_not_call(caller: Caller, query: PageQuery) -> Page[DoNotCallEntry]:
    """List the numbers that are not called, by number."""
    return wiring.do_not_call().list(caller.space_id, query.cursor, query.limit)


@endpoint(routes, "POST", "/v1/do-not-call", scope=Scope.AGENTS_WRITE)
def add_do_not_call(caller: Caller, body: DoNotCallAdd) -> DoNotCallAdded:
    """Put up to 1,000 numbers on the list; campaigns under way skip them from now on."""
    return wiring.do_not_call().add(caller.space_id, body)


@endpoint(routes, "POST", "/v1/do-not-call/import", scope=Scope.AGENTS_WRITE)
def import_do_not_call(caller: Caller, body: DoNotCallImport) -> DoNotCallImported:
    """Put the numbers of a CSV or Excel file of up to 10,000 rows on the list."""
    return wiring.do_not_call().import_file(caller.space_id, body)


@endpoint(
    routes,
    "GET",
    "/v1/do-not-call/{number}",
    scope=Scope.AGENTS_READ,
    errors=(NotListedError,),
)
def get_do_not_call(caller: Caller, number: str) -> DoNotCallEntry:
    """Look whether a number is on the list."""
    return wiring.do_not_call().get(caller.space_id, number)


@endpoint(
    routes,
    "DELETE",
    "/v1/do-not-call/{number}",
    scope=Scope.AGENTS_WRITE,
    errors=(NotListedError,),
)
def delete_do_not_call(caller: Caller, number: str) -> None:
    """Take a number off the list: it may be called again."""
    wiring.do_not_call().remove(caller.space_id, number)


@endpoint(routes, "GET", "/v1/platform/do-not-call", scope=Scope.PLATFORM_ADMIN)
def list_platform_do_not_call(caller: Caller, query: PageQuery) -> Page[DoNotCallEntry]:
    """List the numbers that no space calls, by number."""
    return wiring.do_not_call().list(PLATFORM, query.cursor, query.limit)


@endpoint(routes, "POST", "/v1/platform/do-not-call", scope=Scope.PLATFORM_ADMIN)
def add_platform_do_not_call(caller: Caller, body: DoNotCallAdd) -> DoNotCallAdded:
    """Put up to 1,000 numbers on the list that holds in every space."""
    return wiring.do_not_call().add(PLATFORM, body)


@endpoint(routes, "POST", "/v1/platform/do-not-call/import", scope=Scope.PLATFORM_ADMIN)
def import_platform_do_not_call(caller: Caller, body: DoNotCallImport) -> DoNotCallImported:
    """Put the numbers of a CSV or Excel file on the list that holds in every space."""
    return wiring.do_not_call().import_file(PLATFORM, body)


@endpoint(
    routes,
    "GET",
    "/v1/platform/do-not-call/{number}",
    scope=Scope.PLATFORM_ADMIN,
    errors=(NotListedError,),
)
def get_platform_do_not_call(caller: Caller, number: str) -> DoNotCallEntry:
    """Look whether a number is on the list that holds in every space."""
    return wiring.do_not_call().get(PLATFORM, number)


@endpoint(
    routes,
    "DELETE",
    "/v1/platform/do-not-call/{number}",
    scope=Scope.PLATFORM_ADMIN,
    errors=(NotListedError,),
)
def delete_platform_do_not_call(caller: Caller, number: str) -> None:
    """Take a number off the list that holds in every space; a space's own list still keeps it."""
    wiring.do_not_call().remove(PLATFORM, number)

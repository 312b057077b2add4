"""Telephony accounts: a space's accounts with carriers, and its own SIP trunks."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.kit.models import Page, PageQuery
from speaknode.telephony import registry
from speaknode.telephony.errors import AccountInUseError, AccountNotFoundError, NotCapableError
from speaknode.telephony.models import AvailableNumber, TelephonyAccount, TestResult
from speaknode.telephony.schemas import (
    AccountCreate,
    AccountUpdate,
    AccountView,
    CarrierView,
    NumberSearch,
)

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/telephony-carriers", scope=Scope.AGENTS_READ)
def list_telephony_carriers(caller: Caller) -> Page[CarrierView]:
    """List the carriers there are, with the JSON schema of their settings."""
    views = [
        CarrierView(
            name=spec.name,
            title=spec.title,
            capabilities=sorted(spec.capabilities),
            settings_schema=spec.settings.model_json_schema(),
        )
        for spec in registry.all_specs().values()
    ]
    return Page(items=views)


@endpoint(routes, "GET", "/v1/telephony-accounts", scope=Scope.AGENTS_READ)
def list_telephony_accounts(caller: Caller, query: PageQuery) -> Page[TelephonyAccount]:
    """List the telephony accounts of the space, newest first."""
    return wiring.telephony().list(caller.space_id, query.cursor, query.limit)


@endpoint(
    routes,
    "POST",
    "/v1/telephony-accounts",
    scope=Scope.AGENTS_WRITE,
    status=201,
    location="/v1/telephony-accounts/{0.id}",
)
def create_telephony_account(caller: Caller, body: AccountCreate, plan: str | None) -> AccountView:
    """Add an account; for custom SIP the answer's `gateway` is what the PBX's owner needs."""
    account_id = f"tel_{plan}" if plan else None
    return wiring.telephony().create(caller.space_id, body, account_id=account_id)


@endpoint(
    routes,
    "GET",
    "/v1/telephony-accounts/{account_id}",
    scope=Scope.AGENTS_READ,
    errors=(AccountNotFoundError,),
)
def get_telephony_account(caller: Caller, account_id: str) -> AccountView:
    """Get an account; its secrets are never shown."""
    return wiring.telephony().get(caller.space_id, account_id)


@endpoint(
    routes,
    "PATCH",
    "/v1/telephony-accounts/{account_id}",
    scope=Scope.AGENTS_WRITE,
    errors=(AccountNotFoundError,),
)
def update_telephony_account(
    caller: Caller, account_id: str, body: AccountUpdate, if_match: int | None
) -> AccountView:
    """Change an account; secrets that are left out are kept."""
    return wiring.telephony().update(caller.space_id, account_id, body, revision=if_match)


@endpoint(
    routes,
    "DELETE",
    "/v1/telephony-accounts/{account_id}",
    scope=Scope.AGENTS_WRITE,
    errors=(AccountNotFoundError, AccountInUseError),
)
def delete_telephony_account(caller: Caller, account_id: str) -> None:
    """Delete an account and all that was made for it; its numbers must be unbound before."""
    wiring.telephony().delete(caller.space_id, account_id)


@endpoint(
    routes,
    "POST",
    "/v1/telephony-accounts/{account_id}/test",
    scope=Scope.AGENTS_WRITE,
    status=200,
    errors=(AccountNotFoundError,),
)
def test_telephony_account(caller: Caller, account_id: str) -> TestResult:
    """Ask the carrier whether the account works (SIP: OPTIONS to the server)."""
    return wiring.telephony().test(caller.space_id, account_id)


@endpoint(
    routes,
    "GET",
    "/v1/telephony-accounts/{account_id}/available-numbers",
    scope=Scope.AGENTS_READ,
    errors=(AccountNotFoundError, NotCapableError),
)
def list_available_numbers(
    caller: Caller, account_id: str, query: NumberSearch
) -> Page[AvailableNumber]:
    """List numbers that the account owns, or with `buy` those it could buy."""
    return Page(items=list(wiring.telephony().numbers(caller.space_id, account_id, query)))

"""Phone numbers: bind a number to an agent, change who answers, let it go."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.kit.models import Page
from speaknode.phone_numbers.errors import PhoneNumberNotFoundError, PhoneNumberTakenError
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.phone_numbers.schemas import (
    PhoneNumberCreate,
    PhoneNumberQuery,
    PhoneNumberUpdate,
)

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/phone-numbers", scope=Scope.AGENTS_READ)
def list_phone_numbers(caller: Caller, query: PhoneNumberQuery) -> Page[PhoneNumber]:
    """List the numbers of the space, newest first."""
    return wiring.phone_numbers().list(caller.space_id, query)


@endpoint(
    routes,
    "POST",
    "/v1/phone-numbers",
    scope=Scope.AGENTS_WRITE,
    status=201,
    location="/v1/phone-numbers/{0.id}",
    errors=(PhoneNumberTakenError,),
)
def create_phone_number(caller: Caller, body: PhoneNumberCreate, plan: str | None) -> PhoneNumber:
    """Bind a number: calls to it reach the agent from now on."""
    number_id = f"pn_{plan}" if plan else None
    return wiring.phone_numbers().create(caller.space_id, body, number_id=number_id)


@endpoint(
    routes,
    "GET",
    "/v1/phone-numbers/{number_id}",
    scope=Scope.AGENTS_READ,
    errors=(PhoneNumberNotFoundError,),
)
def get_phone_number(caller: Caller, number_id: str) -> PhoneNumber:
    """Get a number."""
    return wiring.phone_numbers().get(caller.space_id, number_id)


@endpoint(
    routes,
    "PUT",
    "/v1/phone-numbers/{number_id}",
    scope=Scope.AGENTS_WRITE,
    errors=(PhoneNumberNotFoundError,),
)
def update_phone_number(
    caller: Caller, number_id: str, body: PhoneNumberUpdate, if_match: int | None
) -> PhoneNumber:
    """Change who answers; what is left out gets its default."""
    return wiring.phone_numbers().update(caller.space_id, number_id, body, revision=if_match)


@endpoint(
    routes,
    "DELETE",
    "/v1/phone-numbers/{number_id}",
    scope=Scope.AGENTS_WRITE,
    errors=(PhoneNumberNotFoundError,),
)
def delete_phone_number(caller: Caller, number_id: str) -> None:
    """Let a number go: calls to it are refused from now on."""
    wiring.phone_numbers().delete(caller.space_id, number_id)

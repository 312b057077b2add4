"""Campaigns: draw one up, give it contacts, start and stop it, see how it goes."""

from chalice.app import Blueprint, Response

from api.download import SHEET, download
from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.campaigns.errors import (
    CampaignEndedError,
    CampaignNotFoundError,
    CampaignStateError,
    NotReadyError,
)
from speaknode.campaigns.models import Campaign, CampaignItem
from speaknode.campaigns.schemas import (
    CampaignInput,
    ContactsAdd,
    ContactsAdded,
    ItemQuery,
    ResultsQuery,
)
from speaknode.kit.models import Page, PageQuery

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/campaigns", scope=Scope.AGENTS_READ)
def list_campaigns(caller: Caller, query: PageQuery) -> Page[Campaign]:
    """List the campaigns of the space, newest first."""
    return wiring.campaigns().list(caller.space_id, query)


@endpoint(
    routes,
    "POST",
    "/v1/campaigns",
    scope=Scope.AGENTS_WRITE,
    status=201,
    location="/v1/campaigns/{0.id}",
)
def create_campaign(caller: Caller, body: CampaignInput, plan: str | None) -> Campaign:
    """Draw up a campaign. Nobody is called before it is started."""
    campaign_id = f"cmp_{plan}" if plan else None
    return wiring.campaigns().create(caller.space_id, body, campaign_id=campaign_id)


@endpoint(
    routes,
    "GET",
    "/v1/campaigns/{campaign_id}",
    scope=Scope.AGENTS_READ,
    errors=(CampaignNotFoundError,),
)
def get_campaign(caller: Caller, campaign_id: str) -> Campaign:
    """Get a campaign with its progress: how many contacts are where, and how calls ended."""
    return wiring.campaigns().get(caller.space_id, campaign_id)


@endpoint(
    routes,
    "PUT",
    "/v1/campaigns/{campaign_id}",
    scope=Scope.AGENTS_WRITE,
    errors=(CampaignNotFoundError, CampaignStateError),
)
def update_campaign(
    caller: Caller, campaign_id: str, body: CampaignInput, if_match: int | None
) -> Campaign:
    """Change a campaign, also one that runs; what is left out gets its default."""
    return wiring.campaigns().update(caller.space_id, campaign_id, body, revision=if_match)


@endpoint(
    routes,
    "DELETE",
    "/v1/campaigns/{campaign_id}",
    scope=Scope.AGENTS_WRITE,
    errors=(CampaignNotFoundError, CampaignStateError),
)
def delete_campaign(caller: Caller, campaign_id: str) -> None:
    """Delete a draft, or a campaign that has ended, with its contacts."""
    wiring.campaigns().delete(caller.space_id, campaign_id)


@endpoint(
    routes,
    "POST",
    "/v1/campaigns/{campaign_id}/contacts",
    scope=Scope.AGENTS_WRITE,
    errors=(CampaignNotFoundError, CampaignEndedError),
)
def add_campaign_contacts(caller: Caller, campaign_id: str, body: ContactsAdd) -> ContactsAdded:
    """Add contacts, up to 1,000 at a time. Numbers that are there already stay as they are."""
    return wiring.campaigns().add_contacts(caller.space_id, campaign_id, body)


@endpoint(
    routes,
    "GET",
    "/v1/campaigns/{campaign_id}/items",
    scope=Scope.AGENTS_READ,
    errors=(CampaignNotFoundError,),
)
def list_campaign_items(caller: Caller, campaign_id: str, query: ItemQuery) -> Page[CampaignItem]:
    """List the contacts with every attempt to reach them."""
    return wiring.campaigns().list_items(caller.space_id, campaign_id, query)


@endpoint(
    routes,
    "GET",
    "/v1/campaigns/{campaign_id}/results",
    scope=Scope.AGENTS_READ,
    media_type=SHEET,
    errors=(CampaignNotFoundError,),
)
def get_campaign_results(caller: Caller, campaign_id: str, query: ResultsQuery) -> Response:
    """Export contacts and attempts as a table, a row each attempt: CSV, or Excel with `format=xlsx`.

    One answer holds up to 5000 rows (3 MB); while there are more, it has the header
    `Speaknode-Next-Cursor`, to be passed back as `cursor`.
    """
    return download(wiring.campaigns().export_results(caller.space_id, campaign_id, query))


@endpoint(
    routes,
    "POST",
    "/v1/campaigns/{campaign_id}/start",
    scope=Scope.AGENTS_WRITE,
    errors=(CampaignNotFoundError, CampaignStateError, NotReadyError),
)
def start_campaign(caller: Caller, campaign_id: str) -> Campaign:
    """Start a campaign, now or at its `start_at`."""
    return wiring.campaigns().start(caller.space_id, campaign_id)


@endpoint(
    routes,
    "POST",
    "/v1/campaigns/{campaign_id}/pause",
    scope=Scope.AGENTS_WRITE,
    errors=(CampaignNotFoundError, CampaignStateError),
)
def pause_campaign(caller: Caller, campaign_id: str) -> Campaign:
    """Begin no new call; those that are held go on."""
    return wiring.campaigns().pause(caller.space_id, campaign_id)


@endpoint(
    routes,
    "POST",
    "/v1/campaigns/{campaign_id}/resume",
    scope=Scope.AGENTS_WRITE,
    errors=(CampaignNotFoundError, CampaignStateError, NotReadyError),
)
def resume_campaign(caller: Caller, campaign_id: str) -> Campaign:
    """Go on with a campaign that was paused."""
    return wiring.campaigns().resume(caller.space_id, campaign_id)


@endpoint(
    routes,
    "POST",
    "/v1/campaigns/{campaign_id}/cancel",
    scope=Scope.AGENTS_WRITE,
    errors=(CampaignNotFoundError, CampaignStateError),
)
def cancel_campaign(caller: Caller, campaign_id: str) -> Campaign:
    """End a campaign: whoever was not called yet will not be."""
    return wiring.campaigns().cancel(caller.space_id, campaign_id)


@endpoint(
    routes,
    "POST",
    "/v1/campaigns/{campaign_id}/clone",
    scope=Scope.AGENTS_WRITE,
    status=201,
    location="/v1/campaigns/{0.id}",
    errors=(CampaignNotFoundError,),
)
def clone_campaign(caller: Caller, campaign_id: str, plan: str | None) -> Campaign:
    """Make a draft with the same settings and no contacts."""
    clone_id = f"cmp_{plan}" if plan else None
    return wiring.campaigns().clone(caller.space_id, campaign_id, clone_id=clone_id)

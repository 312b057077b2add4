"""Uploads: a campaign's contacts from a CSV or Excel file."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.campaigns.errors import CampaignEndedError, CampaignNotFoundError
from speaknode.contact_uploads.errors import (
    FileNotUploadedError,
    NoErrorsFileError,
    UploadNotFoundError,
    UploadStateError,
)
from speaknode.contact_uploads.models import ContactUpload
from speaknode.contact_uploads.schemas import (
    ContactUploadCreate,
    ContactUploadCreated,
    ErrorsLink,
)
from speaknode.contacts.models import ContactMapping, FilePreview
from speaknode.kit.models import Page, PageQuery

routes = Blueprint(__name__)
UPLOADS = "/v1/campaigns/{campaign_id}/contacts/uploads"
UPLOAD = f"{UPLOADS}/{{upload_id}}"
NOT_FOUND = (CampaignNotFoundError, UploadNotFoundError)


@endpoint(routes, "GET", UPLOADS, scope=Scope.AGENTS_READ, errors=(CampaignNotFoundError,))
def list_contact_uploads(caller: Caller, campaign_id: str, query: PageQuery) -> Page[ContactUpload]:
    """List the files that were uploaded for a campaign, newest first."""
    return wiring.contact_uploads().list(caller.space_id, campaign_id, query.cursor, query.limit)


@endpoint(
    routes,
    "POST",
    UPLOADS,
    scope=Scope.AGENTS_WRITE,
    status=201,
    errors=(CampaignNotFoundError, CampaignEndedError),
)
def create_contact_upload(
    caller: Caller, campaign_id: str, body: ContactUploadCreate
) -> ContactUploadCreated:
    """Begin an upload of up to 50 MB: PUT the file to `upload.url`, look at the preview, start the import."""
    return wiring.contact_uploads().create(caller.space_id, campaign_id, body)


@endpoint(routes, "GET", UPLOAD, scope=Scope.AGENTS_READ, errors=NOT_FOUND)
def get_contact_upload(caller: Caller, campaign_id: str, upload_id: str) -> ContactUpload:
    """Get an upload with the progress of its import."""
    return wiring.contact_uploads().get(caller.space_id, campaign_id, upload_id)


@endpoint(
    routes,
    "GET",
    f"{UPLOAD}/preview",
    scope=Scope.AGENTS_READ,
    errors=(*NOT_FOUND, FileNotUploadedError),
)
def preview_contact_upload(caller: Caller, campaign_id: str, upload_id: str) -> FilePreview:
    """Look at the first rows of the file, with a suggestion which column is what."""
    return wiring.contact_uploads().preview(caller.space_id, campaign_id, upload_id)


@endpoint(
    routes,
    "POST",
    f"{UPLOAD}/import",
    scope=Scope.AGENTS_WRITE,
    status=202,
    errors=(*NOT_FOUND, CampaignEndedError, FileNotUploadedError, UploadStateError),
)
def import_contact_upload(
    caller: Caller, campaign_id: str, upload_id: str, body: ContactMapping
) -> ContactUpload:
    """Import the file with this mapping; wrong rows are left out and told in the errors file."""
    return wiring.contact_uploads().start_import(caller.space_id, campaign_id, upload_id, body)


@endpoint(
    routes,
    "GET",
    f"{UPLOAD}/errors",
    scope=Scope.AGENTS_READ,
    errors=(*NOT_FOUND, NoErrorsFileError),
)
def get_contact_upload_errors(caller: Caller, campaign_id: str, upload_id: str) -> ErrorsLink:
    """Get a link to the rows that were left out, as CSV."""
    return wiring.contact_uploads().errors_link(caller.space_id, campaign_id, upload_id)

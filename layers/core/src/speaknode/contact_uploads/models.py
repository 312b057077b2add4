"""One uploaded file of contacts, and how far its import is."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from speaknode.contacts.models import ContactMapping
from speaknode.kit.models import Entity


class UploadStatus(StrEnum):
    UPLOADING = "uploading"
    IMPORTING = "importing"
    COMPLETED = "completed"
    FAILED = "failed"


class ContactUpload(Entity):
    id: str
    space_id: str
    campaign_id: str
    filename: str
    size_bytes: int
    status: UploadStatus
    reason: str | None = Field(default=None, description="Why it failed.")
    mapping: ContactMapping | None = Field(default=None, description="As it was confirmed.")
    rows: int = Field(default=0, description="In the file, without blank ones.")
    handled: int = Field(default=0, description="Contacts given to the campaign so far.")
    added: int = Field(default=0, description="Of these: new to the campaign.")
    known: int = Field(default=0, description="Of these: the campaign had them already.")
    failed: int = Field(
        default=0, description="Rows left out: wrong, repeated, or on the do-not-call list."
    )
    without_zone: int = Field(
        default=0,
        description="Contacts that windows in their own time zone keep from being called.",
    )
    created_at: datetime
    updated_at: datetime


class StoredUpload(Entity):
    """With the run that is under way: a message of an older run does nothing."""

    upload: ContactUpload
    job: str | None = None
    revision: int = 0


class ImportContacts(Entity):
    """The message that a file is to be imported."""

    space_id: str
    campaign_id: str
    upload_id: str
    job: str

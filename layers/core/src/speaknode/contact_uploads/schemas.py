"""Inputs and outputs of the uploads API."""

from datetime import datetime

from pydantic import Field

from speaknode.contact_uploads.models import ContactUpload
from speaknode.contacts.models import MAX_FILE_BYTES
from speaknode.kit.models import Entity, Input
from speaknode.kit.titles import Title


class ContactUploadCreate(Input):
    filename: Title = Field(min_length=1, max_length=255, description="For people; CSV or .xlsx.")
    size_bytes: int = Field(ge=1, le=MAX_FILE_BYTES)


class ContactUploadLink(Entity):
    """PUT the file's bytes to `url`, then ask for the preview."""

    method: str = "PUT"
    url: str
    expires_at: datetime


class ContactUploadCreated(ContactUpload):
    upload: ContactUploadLink


class ErrorsLink(Entity):
    url: str = Field(description="Of a CSV file with row, column, code and message.")
    expires_at: datetime

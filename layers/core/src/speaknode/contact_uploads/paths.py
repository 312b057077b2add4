"""Where an upload's objects lie in the bucket."""

from speaknode.contact_uploads.models import ContactUpload


def file_key(upload: ContactUpload) -> str:
    return f"{upload.space_id}/{upload.campaign_id}/{upload.id}/file"


def errors_key(upload: ContactUpload) -> str:
    return f"{upload.space_id}/{upload.campaign_id}/{upload.id}/errors.csv"

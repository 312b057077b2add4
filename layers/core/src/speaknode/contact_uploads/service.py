"""Use cases of uploads, for those who ask: upload a file, look at it, say which column is what."""

from collections.abc import Sequence
from datetime import timedelta

from speaknode.agents.variables import Variable
from speaknode.campaigns.errors import CampaignEndedError
from speaknode.campaigns.models import Campaign
from speaknode.contact_uploads.declared import declared
from speaknode.contact_uploads.errors import (
    FileNotUploadedError,
    NoErrorsFileError,
    UploadNotFoundError,
    UploadStateError,
)
from speaknode.contact_uploads.models import (
    ContactUpload,
    ImportContacts,
    StoredUpload,
    UploadStatus,
)
from speaknode.contact_uploads.paths import errors_key, file_key
from speaknode.contact_uploads.ports import (
    Agents,
    Campaigns,
    ImportQueue,
    UploadFiles,
    UploadStore,
)
from speaknode.contact_uploads.schemas import (
    ContactUploadCreate,
    ContactUploadCreated,
    ContactUploadLink,
    ErrorsLink,
)
from speaknode.contacts.models import ContactMapping, FilePreview, Table
from speaknode.contacts.preview import preview
from speaknode.contacts.rows import check_mapping
from speaknode.contacts.tables import open_table
from speaknode.kit.clock import Clock
from speaknode.kit.errors import UnavailableError
from speaknode.kit.ids import new_id
from speaknode.kit.models import Page

LINK_TTL_S = 900
STUCK_AFTER = timedelta(minutes=30)
"""A run that has not moved by then never will (its message was lost): it may be started anew."""

_FROM_THE_START: dict[str, object] = {
    "reason": None, "rows": 0, "handled": 0, "added": 0, "known": 0, "failed": 0, "without_zone": 0,
}  # fmt: skip


class ContactUploadService:
    def __init__(
        self,
        *,
        store: UploadStore,
        files: UploadFiles,
        queue: ImportQueue,
        campaigns: Campaigns,
        agents: Agents,
        clock: Clock,
    ) -> None:
        self._store, self._files, self._queue = store, files, queue
        self._campaigns, self._agents, self._clock = campaigns, agents, clock

    def create(
        self, space_id: str, campaign_id: str, data: ContactUploadCreate
    ) -> ContactUploadCreated:
        self._open(space_id, campaign_id)
        now = self._clock()
        upload = ContactUpload(
            **data.model_dump(),
            id=new_id("upl"),
            space_id=space_id,
            campaign_id=campaign_id,
            status=UploadStatus.UPLOADING,
            created_at=now,
            updated_at=now,
        )
        url = self._files.upload_link(
            file_key(upload), size_bytes=data.size_bytes, ttl_s=LINK_TTL_S
        )
        self._store.insert(StoredUpload(upload=upload))
        link = ContactUploadLink(url=url, expires_at=now + timedelta(seconds=LINK_TTL_S))
        return ContactUploadCreated(**upload.model_dump(), upload=link)

    def get(self, space_id: str, campaign_id: str, upload_id: str) -> ContactUpload:
        return self._stored(space_id, campaign_id, upload_id).upload

    def _stored(self, space_id: str, campaign_id: str, upload_id: str) -> StoredUpload:
        self._campaigns.get(space_id, campaign_id)
        stored = self._store.get(campaign_id, upload_id)
        if stored is None:
            raise UploadNotFoundError(upload_id)
        return stored

    def list(
        self, space_id: str, campaign_id: str, cursor: str | None, limit: int
    ) -> Page[ContactUpload]:
        self._campaigns.get(space_id, campaign_id)
        return self._store.list(campaign_id, cursor, limit)

    def preview(self, space_id: str, campaign_id: str, upload_id: str) -> FilePreview:
        campaign = self._campaigns.get(space_id, campaign_id)
        upload = self.get(space_id, campaign_id, upload_id)
        names = [variable.name for variable in self._declared(campaign)]
        return preview(self._table(upload), names)

    def start_import(
        self, space_id: str, campaign_id: str, upload_id: str, mapping: ContactMapping
    ) -> ContactUpload:
        """A file is imported once; one that failed may be tried again with another mapping."""
        campaign = self._open(space_id, campaign_id)
        stored = self._stored(space_id, campaign_id, upload_id)
        upload = stored.upload
        age = self._clock() - upload.updated_at
        if upload.status is UploadStatus.IMPORTING and age < STUCK_AFTER:
            return upload
        if upload.status is UploadStatus.COMPLETED:
            raise UploadStateError(upload.status)
        check_mapping(mapping, self._table(upload).columns, self._declared(campaign))
        begun = self._replace(
            stored,
            job=new_id("job"),
            status=UploadStatus.IMPORTING,
            mapping=mapping,
            **_FROM_THE_START,
        )
        self._send(begun)
        return begun.upload

    def errors_link(self, space_id: str, campaign_id: str, upload_id: str) -> ErrorsLink:
        upload = self.get(space_id, campaign_id, upload_id)
        key = errors_key(upload)
        if not upload.failed or self._files.size(key) is None:
            raise NoErrorsFileError
        url = self._files.download_link(key, filename=f"{upload.id}-errors.csv", ttl_s=LINK_TTL_S)
        return ErrorsLink(url=url, expires_at=self._clock() + timedelta(seconds=LINK_TTL_S))

    def _open(self, space_id: str, campaign_id: str) -> Campaign:
        campaign = self._campaigns.get(space_id, campaign_id)
        if campaign.status.is_terminal:
            raise CampaignEndedError(campaign_id)
        return campaign

    def _declared(self, campaign: Campaign) -> Sequence[Variable]:
        return declared(self._agents, campaign)

    def _table(self, upload: ContactUpload) -> Table:
        content = self._files.get(file_key(upload))
        if content is None:
            raise FileNotUploadedError
        return open_table(content)

    def _replace(self, stored: StoredUpload, job: str | None, **changes: object) -> StoredUpload:
        upload = stored.upload.model_copy(update=changes | {"updated_at": self._clock()})
        changed = StoredUpload(upload=upload, job=job, revision=stored.revision + 1)
        self._store.replace(changed, revision=stored.revision)
        return changed

    def _send(self, begun: StoredUpload) -> None:
        """A file that nobody was told to import must not look as if it were being imported."""
        upload = begun.upload
        message = ImportContacts(
            space_id=upload.space_id,
            campaign_id=upload.campaign_id,
            upload_id=upload.id,
            job=begun.job or "",
        )
        try:
            self._queue.send(message)
        except UnavailableError:
            reason = "the import could not be started; try again"
            self._replace(begun, job=None, status=UploadStatus.FAILED, reason=reason)
            raise

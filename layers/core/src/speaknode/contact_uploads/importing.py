"""The import itself: may be run again after any crash, goes on where it was, and adds nobody twice."""

from collections.abc import Iterator, Sequence

from speaknode.agents.variables import VariableValue
from speaknode.campaigns.errors import CampaignEndedError
from speaknode.campaigns.models import Campaign, Contact
from speaknode.contact_uploads.declared import declared
from speaknode.contact_uploads.models import (
    ContactUpload,
    ImportContacts,
    StoredUpload,
    UploadStatus,
)
from speaknode.contact_uploads.paths import errors_key, file_key
from speaknode.contact_uploads.ports import (
    Agents,
    CampaignContacts,
    Campaigns,
    DoNotCall,
    UploadFiles,
    UploadStore,
)
from speaknode.contacts.export import errors_csv
from speaknode.contacts.models import ContactMapping, Imported, ImportedContact, RowError
from speaknode.contacts.rows import read_contacts
from speaknode.contacts.tables import open_table
from speaknode.kit.clock import Clock
from speaknode.kit.errors import InvalidError, NotFoundError

BATCH = 1000
"""Contacts between two reports of the progress."""


class ContactImport:
    def __init__(
        self,
        *,
        store: UploadStore,
        files: UploadFiles,
        campaigns: Campaigns,
        contacts: CampaignContacts,
        do_not_call: DoNotCall,
        agents: Agents,
        clock: Clock,
    ) -> None:
        self._store, self._files, self._campaigns = store, files, campaigns
        self._contacts, self._do_not_call = contacts, do_not_call
        self._agents, self._clock = agents, clock

    def run(self, message: ImportContacts) -> UploadStatus | None:
        """None: the message is of another run than the one that is under way."""
        stored = self._store.get(message.campaign_id, message.upload_id)
        if stored is None or stored.job != message.job:
            return None
        try:
            campaign = self._campaigns.get(message.space_id, message.campaign_id)
            done = self._import(stored, campaign)
        except (InvalidError, NotFoundError) as error:
            done = self._change(stored, status=UploadStatus.FAILED, reason=error.message, job=None)
        return done.upload.status

    def _import(self, stored: StoredUpload, campaign: Campaign) -> StoredUpload:
        upload = stored.upload
        imported = self._read(upload, campaign)
        allowed = self._allowed(campaign, imported, upload.mapping)
        if imported.errors:
            text = "".join(errors_csv(sorted(imported.errors, key=lambda error: error.row)))
            self._files.put(errors_key(upload), text.encode())
        stored = self._change(
            stored,
            rows=imported.rows,
            failed=len(imported.errors),
            without_zone=sum(1 for contact in allowed if contact.zone is None),
        )
        for batch in _batches(allowed[stored.upload.handled :]):
            try:
                stored = self._add(stored, campaign, batch)
            except CampaignEndedError:
                reason = "the campaign ended before all contacts were added"
                return self._change(stored, status=UploadStatus.FAILED, reason=reason, job=None)
        return self._change(stored, status=UploadStatus.COMPLETED, job=None)

    def _read(self, upload: ContactUpload, campaign: Campaign) -> Imported:
        content = self._files.get(file_key(upload))
        if content is None or upload.mapping is None:
            raise NotFoundError("the uploaded file is gone")
        variables = declared(self._agents, campaign)
        return read_contacts(open_table(content), upload.mapping, variables)

    def _allowed(
        self, campaign: Campaign, imported: Imported, mapping: ContactMapping | None
    ) -> list[ImportedContact]:
        """Asked again before each call; asked here so that the file's owner learns of it."""
        column = mapping.phone if mapping else ""
        allowed = []
        for batch in _batches(imported.contacts):
            listed = self._do_not_call.listed(
                campaign.space_id, [contact.number for contact in batch]
            )
            for contact in batch:
                if contact.number not in listed:
                    allowed.append(contact)
                    continue
                text = f"{contact.number} is on the do-not-call list"
                imported.errors.append(RowError(contact.row, column, "do_not_call", text))
        return allowed

    def _add(
        self, stored: StoredUpload, campaign: Campaign, batch: Sequence[ImportedContact]
    ) -> StoredUpload:
        added = self._contacts.add_contacts(
            campaign, [_contact(one) for one in batch], self._clock()
        )
        upload = stored.upload
        return self._change(
            stored,
            handled=upload.handled + len(batch),
            added=upload.added + added,
            known=upload.known + len(batch) - added,
        )

    def _change(self, stored: StoredUpload, **changes: object) -> StoredUpload:
        job = changes.pop("job", stored.job)
        upload = stored.upload.model_copy(update=changes | {"updated_at": self._clock()})
        changed = stored.model_copy(
            update={"upload": upload, "job": job, "revision": stored.revision + 1}
        )
        self._store.replace(changed, revision=stored.revision)
        return changed


def _batches(contacts: Sequence[ImportedContact]) -> Iterator[Sequence[ImportedContact]]:
    for start in range(0, len(contacts), BATCH):
        yield contacts[start : start + BATCH]


def _contact(one: ImportedContact) -> Contact:
    """Checked already, and by stricter rules than the model's own."""
    variables = {name: _text(value) for name, value in one.variables.items()}
    return Contact.model_construct(
        number=one.number, variables=variables, zone=one.zone, row=one.row
    )


def _text(value: VariableValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

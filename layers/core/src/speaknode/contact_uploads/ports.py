"""What uploads need: storage, files, a queue, their campaign and its agent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from speaknode.agents.models import Agent, AgentConfig
from speaknode.campaigns.models import Campaign, Contact
from speaknode.contact_uploads.models import ContactUpload, ImportContacts, StoredUpload
from speaknode.kit.models import Page


class UploadStore(Protocol):
    def insert(self, stored: StoredUpload) -> None: ...
    def get(self, campaign_id: str, upload_id: str) -> StoredUpload | None: ...
    def list(self, campaign_id: str, cursor: str | None, limit: int) -> Page[ContactUpload]:
        """Newest first."""

    def replace(self, stored: StoredUpload, *, revision: int) -> None:
        """Raises ConflictError when the stored revision is another."""


class UploadFiles(Protocol):
    """Objects by key; every method raises UnavailableError when storage does not answer."""

    def put(self, key: str, content: bytes) -> None: ...
    def get(self, key: str) -> bytes | None: ...
    def size(self, key: str) -> int | None: ...
    def upload_link(self, key: str, *, size_bytes: int, ttl_s: int) -> str: ...
    def download_link(self, key: str, *, filename: str, ttl_s: int) -> str: ...


class ImportQueue(Protocol):
    def send(self, message: ImportContacts) -> None: ...


class Campaigns(Protocol):
    def get(self, space_id: str, campaign_id: str) -> Campaign:
        """Raises CampaignNotFoundError."""


class CampaignContacts(Protocol):
    def add_contacts(self, campaign: Campaign, contacts: Sequence[Contact], at: datetime) -> int:
        """How many are new. Raises CampaignEndedError."""


class DoNotCall(Protocol):
    def listed(self, space_id: str, numbers: Sequence[str]) -> set[str]: ...


class Agents(Protocol):
    def resolve(
        self, space_id: str, agent_id: str, version: int | None
    ) -> tuple[Agent, int, AgentConfig]: ...

"""What the catalogue needs: its rows, keys, and vendors that answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import SecretStr

from speaknode.models.models import CatalogueModel, Voice
from speaknode.models.schemas import ModelKey


class ModelStore(Protocol):
    def list(self) -> list[CatalogueModel]:
        """All of them: a catalogue has dozens of rows, not thousands."""

    def put(self, model: CatalogueModel) -> None: ...
    def delete(self, key: ModelKey) -> bool:
        """Whether there was one."""


class ProviderKeys(Protocol):
    def owner_of(self, space_id: str, name: str) -> str | None: ...
    def resolve(self, space_id: str, name: str) -> SecretStr | None: ...


class VendorApi(Protocol):
    """GET requests to a vendor's own API, answered with JSON."""

    def get(
        self, provider: str, url: str, *, headers: Mapping[str, str], params: Mapping[str, str]
    ) -> Any:
        """Raises ProviderKeyRefusedError, ProviderUnavailableError."""


@dataclass(frozen=True)
class VoiceAccess:
    key: str = ""
    region: str | None = None
    """Where the provider has an address for each."""


class VoiceLister(Protocol):
    """One file of `voices/` for each provider: `LISTER` is found by the registry."""

    provider: str
    needs_key: bool

    def list(self, api: VendorApi, access: VoiceAccess) -> list[Voice]:
        """Raises InvalidError, ProviderKeyRefusedError, ProviderUnavailableError."""

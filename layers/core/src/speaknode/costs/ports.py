"""What prices are looked up in."""

from collections.abc import Sequence
from typing import Protocol

from speaknode.models.models import CatalogueModel


class Catalogue(Protocol):
    def list(self) -> Sequence[CatalogueModel]: ...

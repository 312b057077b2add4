"""One number that must not be called, and why."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from speaknode.kit.models import Entity
from speaknode.phone_numbers.models import PhoneNumberText

PLATFORM = "platform"
"""Instead of a space: the list that holds in all of them."""


class EntrySource(StrEnum):
    API = "api"
    IMPORT = "import"


class DoNotCallEntry(Entity):
    number: PhoneNumberText
    reason: str | None = Field(default=None, description="As whoever added it said.")
    source: EntrySource
    added_at: datetime

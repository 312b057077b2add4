"""Use cases of do-not-call lists."""

import base64
import binascii
from collections.abc import Sequence

from speaknode.contacts.models import ContactMapping, Imported
from speaknode.do_not_call.errors import NotListedError
from speaknode.do_not_call.models import PLATFORM, DoNotCallEntry, EntrySource
from speaknode.do_not_call.ports import DoNotCallStore
from speaknode.do_not_call.schemas import (
    DoNotCallAdd,
    DoNotCallAdded,
    DoNotCallImport,
    DoNotCallImported,
    RowProblem,
)
from speaknode.kit.clock import Clock
from speaknode.kit.errors import InvalidError
from speaknode.kit.models import Page
from speaknode.phone_numbers.normal import normalised

MAX_ROWS = 10_000
"""What is written while the caller waits."""
_ERRORS_SHOWN = 100


class DoNotCallService:
    def __init__(self, *, store: DoNotCallStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def add(self, space_id: str, data: DoNotCallAdd) -> DoNotCallAdded:
        numbers = list(dict.fromkeys(data.numbers))
        self._put(space_id, numbers, data.reason, EntrySource.API)
        return DoNotCallAdded(added=len(numbers))

    def import_file(self, space_id: str, data: DoNotCallImport) -> DoNotCallImported:
        found = _read(data)
        numbers = [contact.number for contact in found.contacts]
        self._put(space_id, numbers, data.reason, EntrySource.IMPORT)
        shown = [
            RowProblem(row=one.row, column=one.column, code=one.code, message=one.message)
            for one in found.errors[:_ERRORS_SHOWN]
        ]
        return DoNotCallImported(added=len(numbers), failed=len(found.errors), errors=shown)

    def _put(
        self, space_id: str, numbers: Sequence[str], reason: str | None, source: EntrySource
    ) -> None:
        now = self._clock()
        entries = [
            DoNotCallEntry(number=number, reason=reason, source=source, added_at=now)
            for number in numbers
        ]
        self._store.put(space_id, entries)

    def get(self, space_id: str, number: str) -> DoNotCallEntry:
        entry = self._store.get(space_id, _number(number))
        if entry is None:
            raise NotListedError(number)
        return entry

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[DoNotCallEntry]:
        return self._store.list(space_id, cursor, limit)

    def remove(self, space_id: str, number: str) -> None:
        """It may be called again from now on."""
        self._store.delete(space_id, self.get(space_id, number).number)

    def listed(self, space_id: str, numbers: Sequence[str]) -> set[str]:
        """On the space's own list, or on the one that holds everywhere."""
        return self._store.listed(space_id, numbers) | self._store.listed(PLATFORM, numbers)


def _number(text: str) -> str:
    """What is no number is on no list."""
    try:
        return normalised(text)
    except ValueError as error:
        raise NotListedError(text) from error


def _read(data: DoNotCallImport) -> Imported:
    from speaknode.contacts.errors import ColumnNotFoundError
    from speaknode.contacts.preview import preview
    from speaknode.contacts.rows import read_contacts
    from speaknode.contacts.tables import open_table

    try:
        content = base64.b64decode(data.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidError.field("/content", "is not base64", code="not_base64") from error
    column = data.column or preview(open_table(content), []).suggestion.phone
    if column is None:
        raise InvalidError.field("/column", "say which column holds the numbers")
    mapping = ContactMapping(phone=column, default_country=data.default_country)
    try:
        return read_contacts(open_table(content), mapping, [], limit=MAX_ROWS)
    except ColumnNotFoundError as error:
        raise InvalidError.field("/column", error.fields[0].message, code=error.code) from error

"""Reading a document so that nothing is lost unseen: what was not taken is reported."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

NO_SETTING = "Speaknode has no such setting"
_KINDS: dict[type, str] = {str: "a text", bool: "true or false", list: "a list", dict: "an object"}
_ENDLESS = 10**15
T = TypeVar("T", str, bool, list[Any], dict[str, Any])


@dataclass(frozen=True)
class Note:
    pointer: str
    reason: str


@dataclass
class Source:
    """One object of the document. All parts share one list of notes."""

    data: dict[str, Any]
    pointer: str
    notes: list[Note]
    _taken: set[str] = field(default_factory=set)

    def take(self, key: str, kind: type[T]) -> T | None:
        """None when it is not there, is null, or is something else than `kind` (which is noted)."""
        self._taken.add(key)
        value: object = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, kind):
            self.note(key, f"is not {_KINDS[kind]}")
            return None
        return value

    def number(self, key: str) -> float | None:
        self._taken.add(key)
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.note(key, "is not a number")
            return None
        # Longer than any of its kind can be, and too long for a float.
        return float(min(max(value, -_ENDLESS), _ENDLESS))

    def words(self, key: str) -> list[str]:
        found = []
        for index, item in enumerate(self.take(key, list) or []):
            if isinstance(item, str) and item:
                found.append(item)
            else:
                self.note(f"{key}/{index}", "is not a text")
        return found

    def child(self, key: str) -> "Source":
        return Source(self.take(key, dict) or {}, f"{self.pointer}/{key}", self.notes)

    def children(self, key: str) -> Iterator["Source"]:
        for index, item in enumerate(self.take(key, list) or []):
            if isinstance(item, dict):
                yield Source(item, f"{self.pointer}/{key}/{index}", self.notes)
            else:
                self.note(f"{key}/{index}", "is not an object")

    def note(self, key: str, reason: str) -> None:
        pointer = f"{self.pointer}/{key}" if key else self.pointer
        self.notes.append(Note(pointer, reason))

    def ignore(self, *keys: str) -> None:
        """Means nothing here, and nobody will miss it."""
        self._taken.update(keys)

    def lose(self, reason: str, *keys: str) -> None:
        """Has no counterpart, for a reason worth telling."""
        for key in keys:
            self._taken.add(key)
            if self.data.get(key) not in (None, [], {}):
                self.note(key, reason)

    def rest(self) -> None:
        """Reports what nobody asked for."""
        self.lose(NO_SETTING, *(key for key in self.data if key not in self._taken))

    def within(self, key: str, value: float, low: float, high: float) -> float:
        """The value, or the nearest that is allowed (which is noted)."""
        fitted = min(max(value, low), high)
        if fitted != value:
            self.note(key, f"is out of range here and became {fitted:g}")
        return fitted

"""What every carrier's media protocol comes down to: text in, events out, and the other way round.

A codec has no clock, no socket and no room; whatever text it gets, it raises nothing but CodecError.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


class CodecError(ValueError):
    """The carrier's message is not of its protocol."""


@dataclass(frozen=True, slots=True)
class Started:
    """The call's audio begins; `rate_hz` is that of every Audio that follows."""

    stream_id: str
    call_id: str
    rate_hz: int
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Audio:
    """16-bit little-endian mono PCM of the caller."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class Digit:
    """A key of the caller's phone: 0-9, *, #, A-D."""

    digit: str


@dataclass(frozen=True, slots=True)
class Played:
    """All that was sent before this mark has been played, or was dropped by a clear."""

    mark: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the carrier tells that changes nothing here, but belongs in the log."""

    kind: str
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stopped:
    """The carrier ended the stream: the caller is gone."""


Event = Started | Audio | Digit | Played | Notice | Stopped


class Codec(Protocol):
    """One instance per socket: it keeps the stream's id and counters."""

    @property
    def rate_hz(self) -> int: ...

    def read(self, text: str) -> Sequence[Event]: ...

    def opening(self) -> str | None:
        """What must be said before our first audio."""
        ...

    def audio(self, pcm: bytes) -> str: ...

    def mark(self, name: str) -> str | None:
        """None: the carrier cannot tell what was played."""
        ...

    def clear(self, name: str) -> str | None: ...

    def digits(self, digits: str) -> str | None:
        """None: the carrier takes no digits, they go as tones in the audio."""
        ...

    def hang_up(self) -> str | None:
        """None: closing the socket is what ends the call."""
        ...

"""What differs between two configurations, as JSON pointers."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from pydantic import Field

from speaknode.agents.models import AgentConfig
from speaknode.kit.models import Entity
from speaknode.kit.validation import escaped


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"


class Change(Entity):
    """One place that differs. `before` of something added and `after` of something removed are null."""

    pointer: str = Field(description="RFC 6901, into the configuration.")
    kind: ChangeKind
    before: Any = None
    after: Any = None


def diff(before: AgentConfig, after: AgentConfig) -> list[Change]:
    return list(changes("", before.model_dump(mode="json"), after.model_dump(mode="json")))


def changes(pointer: str, before: Any, after: Any) -> Iterator[Change]:
    """Goes as deep as both sides have the same shape. Lists are compared place by place."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _part(f"{pointer}/{escaped(key)}", before, after, key)
    elif isinstance(before, list) and isinstance(after, list):
        sides = dict(enumerate(before)), dict(enumerate(after))
        for index in range(max(len(before), len(after))):
            yield from _part(f"{pointer}/{index}", *sides, index)
    elif before != after or type(before) is not type(after):
        yield Change(pointer=pointer, kind=ChangeKind.REPLACED, before=before, after=after)


def _part(
    pointer: str, before: dict[Any, Any], after: dict[Any, Any], key: Any
) -> Iterator[Change]:
    if key not in after:
        yield Change(pointer=pointer, kind=ChangeKind.REMOVED, before=before[key])
    elif key not in before:
        yield Change(pointer=pointer, kind=ChangeKind.ADDED, after=after[key])
    else:
        yield from changes(pointer, before[key], after[key])

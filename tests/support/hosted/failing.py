"""What every vendor's model owes to who waits for it: a failure that is told, and told without the key."""

# ruff: noqa: TID251  # livekit-agents' own errors, for the tests of the worker

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from livekit.agents import APIError
from tests.support.hosted.assembled import lead
from tests.support.hosted.wire import KEY, Vendor, serving


async def tells_failures(
    provider: str,
    kind: type[Vendor],
    make: Callable[[str], Any],
    use: Callable[[Any], Awaitable[object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a wrong key, and of nobody there."""
    async with serving(kind()) as vendor:
        vendor.key_prefix = "another "
        lead(monkeypatch, provider, vendor)
        made = make(provider)
        with pytest.raises(APIError):
            await use(made)
        assert vendor.asked
    with pytest.raises(APIError) as raised:
        await use(made)
    assert KEY not in repr(raised.value)
    await made.aclose()

"""The lease on a session: while it is renewed, the platform knows that its worker lives."""

import asyncio
import contextlib
import logging

from speaknode import wiring
from speaknode.kit.errors import SpeaknodeError

RENEW_EVERY_S = 4.0
logger = logging.getLogger(__name__)


class Lease:
    def __init__(self, session_id: str) -> None:
        self._session_id = session_id
        self._held: asyncio.Task[None] | None = None

    def hold(self) -> None:
        self._held = asyncio.create_task(self._renew())

    async def aclose(self) -> None:
        if self._held is not None:
            self._held.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._held

    async def _renew(self) -> None:
        while True:
            try:
                await asyncio.to_thread(wiring.sessions().renew_lease, self._session_id)
            except SpeaknodeError as error:
                logger.warning("the lease was not renewed", extra={"reason": error.message})
            await asyncio.sleep(RENEW_EVERY_S)

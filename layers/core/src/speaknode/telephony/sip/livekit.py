"""LiveKit's side of `SipGateway`: trunks and rules carry the account's id, so that they are found again.

`livekit.api` is imported where it is used: it costs over half a second.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from speaknode.kit.errors import ConflictError, UnavailableError
from speaknode.telephony.models import Gateway, LoopAnswer, LoopCall
from speaknode.telephony.ports import SipTrunkPlan
from speaknode.telephony.sip import loopback, trunks

if TYPE_CHECKING:
    from livekit.api import LiveKitAPI

REQUEST_TIMEOUT_S = 8
Answer = TypeVar("Answer")


class LiveKitSipGateway:
    def __init__(self, *, url: str, api_key: str, api_secret: str, gateway: Gateway) -> None:
        self._url, self._key, self._secret = url, api_key, api_secret
        self._gateway = gateway

    def describe(self) -> Gateway:
        return self._gateway

    def sync(self, plan: SipTrunkPlan) -> dict[str, str]:
        async def run(api: "LiveKitAPI") -> dict[str, str]:
            found = await trunks.of_account(api, plan.account_id)
            return await trunks.make_so(api, plan, found)

        return self._call(run)

    def remove(self, account_id: str) -> None:
        async def run(api: "LiveKitAPI") -> None:
            await trunks.delete(api, await trunks.of_account(api, account_id))

        self._call(run)

    def remove_orphans(self, known: set[str]) -> int:
        async def run(api: "LiveKitAPI") -> int:
            found = await trunks.everything(api)
            orphans = [e for e in found if e.account_id and e.account_id not in known]
            await trunks.delete(api, orphans)
            return len(orphans)

        return self._call(run)

    def everything(self) -> "list[trunks.Existing]":
        """For the doctor: also what others made by hand."""
        return self._call(trunks.everything)

    def loop(self, wanted: LoopCall) -> LoopAnswer:
        async def run(api: "LiveKitAPI") -> LoopAnswer:
            return await loopback.call(api, self._gateway, wanted)

        return self._call(run)

    def _call(self, ask: "Callable[[LiveKitAPI], Awaitable[Answer]]") -> Answer:
        from aiohttp import ClientError, ClientTimeout
        from livekit.api import LiveKitAPI, TwirpError

        async def run() -> Answer:
            timeout = ClientTimeout(total=REQUEST_TIMEOUT_S)
            async with LiveKitAPI(self._url, self._key, self._secret, timeout=timeout) as api:
                return await ask(api)

        try:
            return asyncio.run(run())
        except TwirpError as error:
            if error.code in ("invalid_argument", "already_exists", "failed_precondition"):
                raise ConflictError(
                    f"the SIP gateway refused: {error.message}", code="sip_refused"
                ) from error
            raise UnavailableError(
                f"the SIP gateway did not answer: {error.message}", code="sip_unavailable"
            ) from error
        except (ClientError, TimeoutError) as error:
            raise UnavailableError("LiveKit did not answer", code="livekit_unavailable") from error

"""LiveKit's side of `Rooms`. `livekit.api` is imported where it is used: it costs over half a second."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from speaknode.kit.errors import UnavailableError
from speaknode.sessions.external import is_external
from speaknode.sessions.join_token import AGENT_NAME, JoinTokens, job_metadata
from speaknode.sessions.models import Session

if TYPE_CHECKING:
    from livekit.api import LiveKitAPI

REQUEST_TIMEOUT_S = 5

Answer = TypeVar("Answer")


class LiveKitRooms:
    def __init__(self, *, url: str, api_key: str, api_secret: str) -> None:
        self.url = url
        self._key, self._secret = api_key, api_secret
        self._tokens = JoinTokens(api_key=api_key, api_secret=api_secret)

    def join_token(self, session: Session, *, ttl_s: int) -> str:
        return self._tokens.join(session, ttl_s=ttl_s)

    def return_token(self, session: Session, *, ttl_s: int) -> str:
        return self._tokens.come_back(session, ttl_s=ttl_s)

    def is_token_of(self, session: Session, token: str) -> bool:
        return self._tokens.is_of(session, token)

    def delete(self, room: str) -> None:
        from livekit.api import DeleteRoomRequest, TwirpError

        async def delete(api: "LiveKitAPI") -> None:
            try:
                await api.room.delete_room(DeleteRoomRequest(room=room))
            except TwirpError as error:
                if error.code != "not_found":
                    raise

        self._call(delete)

    def has_agent(self, room: str) -> bool:
        from livekit.api import ListParticipantsRequest
        from livekit.protocol.models import ParticipantInfo

        async def ask(api: "LiveKitAPI") -> bool:
            answer = await api.room.list_participants(ListParticipantsRequest(room=room))
            return any(
                participant.kind == ParticipantInfo.Kind.AGENT or is_external(participant.identity)
                for participant in answer.participants
            )

        return self._call(ask)

    def dispatch_again(self, session: Session, number: int) -> bool:
        from livekit.api import (
            CreateAgentDispatchRequest,
            ListParticipantsRequest,
            RoomParticipantIdentity,
            TwirpError,
        )
        from livekit.protocol.models import ParticipantInfo

        room = session.room_name
        people = (ParticipantInfo.Kind.STANDARD, ParticipantInfo.Kind.SIP)
        again = CreateAgentDispatchRequest(
            agent_name=AGENT_NAME, room=room, metadata=job_metadata(session.id, number)
        )

        async def run(api: "LiveKitAPI") -> bool:
            try:
                there = (
                    await api.room.list_participants(ListParticipantsRequest(room=room))
                ).participants
            except TwirpError as error:
                if error.code != "not_found":
                    raise
                return False
            if not any(one.kind in people for one in there):
                return False
            for one in there:
                if one.kind == ParticipantInfo.Kind.AGENT:  # it hangs, and may come to itself again
                    await api.room.remove_participant(
                        RoomParticipantIdentity(room=room, identity=one.identity)
                    )
            await api.agent_dispatch.create_dispatch(again)
            return True

        return self._call(run)

    def _call(self, ask: "Callable[[LiveKitAPI], Awaitable[Answer]]") -> Answer:
        from aiohttp import ClientError, ClientTimeout
        from livekit.api import LiveKitAPI, TwirpError

        async def run() -> Answer:
            timeout = ClientTimeout(total=REQUEST_TIMEOUT_S)
            async with LiveKitAPI(self.url, self._key, self._secret, timeout=timeout) as api:
                return await ask(api)

        try:
            return asyncio.run(run())
        except (ClientError, TimeoutError, TwirpError) as error:
            raise UnavailableError("LiveKit did not answer", code="livekit_unavailable") from error

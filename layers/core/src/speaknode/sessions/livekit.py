"""LiveKit's side of `Rooms`. `livekit.api` is imported where it is used: it costs over half a second."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from speaknode.kit.errors import UnavailableError
from speaknode.sessions.models import Session

if TYPE_CHECKING:
    from livekit.api import LiveKitAPI

AGENT_NAME = "speaknode"
EMPTY_TIMEOUT_S = 60
DEPARTURE_TIMEOUT_S = 5
REQUEST_TIMEOUT_S = 5

Answer = TypeVar("Answer")


class LiveKitRooms:
    def __init__(self, *, url: str, api_key: str, api_secret: str) -> None:
        self.url = url
        self._key, self._secret = api_key, api_secret

    def join_token(self, session: Session, *, ttl_s: int) -> str:
        from livekit.api import AccessToken, RoomAgentDispatch, RoomConfiguration, VideoGrants

        metadata = json.dumps({"session_id": session.id})
        room = RoomConfiguration(
            name=session.id,
            empty_timeout=EMPTY_TIMEOUT_S,
            departure_timeout=DEPARTURE_TIMEOUT_S,
            metadata=metadata,
            agents=[RoomAgentDispatch(agent_name=AGENT_NAME, metadata=metadata)],
        )
        grants = VideoGrants(
            room_join=True,
            room=session.id,
            can_publish=True,
            can_subscribe=True,
            can_publish_data=True,
            can_publish_sources=["microphone"],
        )
        token = (
            AccessToken(self._key, self._secret)
            .with_identity(f"caller-{session.id}")
            .with_name(session.caller or "caller")
        )
        return (
            token.with_grants(grants)
            .with_room_config(room)
            .with_ttl(timedelta(seconds=ttl_s))
            .to_jwt()
        )

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
                participant.kind == ParticipantInfo.Kind.AGENT
                for participant in answer.participants
            )

        return self._call(ask)

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

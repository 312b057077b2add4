"""LiveKit's side of `Rooms`. `livekit.api` is imported where it is used: it costs over half a second."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from speaknode.kit.errors import UnavailableError
from speaknode.sessions.models import Session

if TYPE_CHECKING:
    from livekit.api import AccessToken, LiveKitAPI

AGENT_NAME = "speaknode"
EMPTY_TIMEOUT_S = 60
DEPARTURE_TIMEOUT_S = 5
RETURN_TIMEOUT_S = 60
"""A page that is reloaded comes back to its conversation."""
REQUEST_TIMEOUT_S = 5

Answer = TypeVar("Answer")


def _identity(session: Session) -> str:
    return f"caller-{session.id}"


class LiveKitRooms:
    def __init__(self, *, url: str, api_key: str, api_secret: str) -> None:
        self.url = url
        self._key, self._secret = api_key, api_secret

    def join_token(self, session: Session, *, ttl_s: int) -> str:
        from livekit.api import RoomAgentDispatch, RoomConfiguration

        metadata = json.dumps({"session_id": session.id})
        room = RoomConfiguration(
            name=session.id,
            empty_timeout=EMPTY_TIMEOUT_S,
            departure_timeout=RETURN_TIMEOUT_S
            if session.visit
            else DEPARTURE_TIMEOUT_S,
            metadata=metadata,
            agents=[RoomAgentDispatch(agent_name=AGENT_NAME, metadata=metadata)],
        )
        return self._caller(session, ttl_s).with_room_config(room).to_jwt()

    def return_token(self, session: Session, *, ttl_s: int) -> str:
        return self._caller(session, ttl_s).to_jwt()

    def _caller(self, session: Session, ttl_s: int) -> "AccessToken":
        from livekit.api import AccessToken, VideoGrants

        grants = VideoGrants(
            room_join=True,
            room=session.id,
            can_publish=True,
            can_subscribe=True,
            can_publish_data=True,
            can_publish_sources=["microphone"],
        )
        return (
            AccessToken(self._key, self._secret)
            .with_identity(_identity(session))
            .with_name(session.caller or "caller")
            .with_grants(grants)
            .with_ttl(timedelta(seconds=ttl_s))
        )

    def is_token_of(self, session: Session, token: str) -> bool:
        import jwt

        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=["HS256"],
                issuer=self._key,
                # It proves who came once; how long it lets them in is another matter.
                options={"verify_exp": False, "verify_nbf": False},
            )
        except jwt.PyJWTError:
            return False
        return bool(claims.get("sub") == _identity(session))

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

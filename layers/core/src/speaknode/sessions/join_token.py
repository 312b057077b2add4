"""LiveKit access tokens for callers: a JWT (HS256) with the grants as `video` and the room's set-up as `roomConfig`.

Source: docs.livekit.io/home/get-started/authentication. Signed with PyJWT: `livekit.api` would add over half a second
to the cold start of the request that a caller waits for. Its own verifier reads them in the tests.
"""

import json
import time
from typing import Any

import jwt

from speaknode.sessions.models import Session

AGENT_NAME = "speaknode"
EMPTY_TIMEOUT_S = 60
DEPARTURE_TIMEOUT_S = 5
RETURN_TIMEOUT_S = 60
"""A page that is reloaded comes back to its conversation."""


class JoinTokens:
    def __init__(self, *, api_key: str, api_secret: str) -> None:
        self._key, self._secret = api_key, api_secret

    def join(self, session: Session, *, ttl_s: int) -> str:
        """Also creates the room and dispatches the agent into it."""
        return self._sign(session, ttl_s, roomConfig=_room(session))

    def come_back(self, session: Session, *, ttl_s: int) -> str:
        """Into the room that is there."""
        return self._sign(session, ttl_s)

    def is_of(self, session: Session, token: str) -> bool:
        """It proves who came once; how long it lets them in is another matter, so its time is not looked at."""
        timeless: Any = {"verify_exp": False, "verify_nbf": False}
        try:
            claims = jwt.decode(
                token, self._secret, algorithms=["HS256"], issuer=self._key, options=timeless
            )
        except jwt.PyJWTError:
            return False
        return bool(claims.get("sub") == _identity(session))

    def _sign(self, session: Session, ttl_s: int, **more: Any) -> str:
        now = int(time.time())
        grants = {
            "roomJoin": True,
            "room": session.id,
            "canPublish": True,
            "canSubscribe": True,
            "canPublishData": True,
            "canPublishSources": ["microphone"],
        }
        claims = {
            "iss": self._key,
            "sub": _identity(session),
            "name": session.caller or "caller",
            "nbf": now,
            "exp": now + ttl_s,
            "video": grants,
        }
        return jwt.encode(claims | more, self._secret, algorithm="HS256")


def job_metadata(session_id: str, resumption: int = 0) -> str:
    """What a worker is told: whose room it is, and whether it takes a lost worker's place there."""
    which = {"resumption": resumption} if resumption else {}
    return json.dumps({"session_id": session_id, **which})


def _room(session: Session) -> dict[str, Any]:
    metadata = job_metadata(session.id)
    return {
        "name": session.id,
        "emptyTimeout": EMPTY_TIMEOUT_S,
        "departureTimeout": RETURN_TIMEOUT_S if session.visit else DEPARTURE_TIMEOUT_S,
        "metadata": metadata,
        "agents": [{"agentName": AGENT_NAME, "metadata": metadata}],
    }


def _identity(session: Session) -> str:
    return f"caller-{session.id}"

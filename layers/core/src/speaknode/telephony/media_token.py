"""The right to bring one call's audio to the media bridge."""

from pydantic import Field

from speaknode.kit.models import Entity
from speaknode.telephony.order import SignedOrder

TTL_S = 120


class MediaGrant(Entity):
    """Which call this is; `jti` lets the bridge take it only once."""

    jti: str
    session_id: str
    room: str
    carrier: str
    call_ref: str = ""
    caller: str = ""
    called: str = ""
    with_agent: bool = Field(
        default=True,
        description="False: another platform's agent is rung up, none of ours is called.",
    )


_ORDER = SignedOrder(MediaGrant, audience="speaknode-bridge", ttl_s=TTL_S, code="bad_media_token")
issue, read = _ORDER.issue, _ORDER.read


def media_url(bridge_url: str, carrier: str, token: str) -> str:
    return f"{bridge_url.rstrip('/')}/media/{carrier}/{token}"

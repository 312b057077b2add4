"""A word for a caller whom no agent answers: the media bridge says it, since it needs no agent worker."""

from speaknode.kit.models import Entity
from speaknode.telephony.order import SignedOrder

TTL_S = 60


class Announcement(Entity):
    """Said in `room`, which is closed after it. `jti` lets the bridge say it only once."""

    jti: str
    room: str
    language: str
    text: str


_ORDER = SignedOrder(
    Announcement, audience="speaknode-announcement", ttl_s=TTL_S, code="bad_announcement"
)
issue, read = _ORDER.issue, _ORDER.read

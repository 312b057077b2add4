"""What a session that has ended cost, by what is known of it."""

from collections.abc import Sequence

from speaknode.costs.models import CostComponent, SessionCost
from speaknode.costs.pricing import of_call
from speaknode.sessions.models import Channel, Session


def cost_of(session: Session, used: Sequence[CostComponent] | None) -> SessionCost:
    """`used` None: the agent has not told (yet) what it used; a worker that was lost never will."""
    held = session.started_at is not None
    is_whole = session.external_agent_id is None and not session.resumptions
    return SessionCost.of(
        [*(used or ()), *_of_line(session)],
        is_metered=used is not None,
        is_known=not held or (used is not None and is_whole),
    )


def _of_line(session: Session) -> list[CostComponent]:
    """A call that nobody took costs nothing."""
    if session.line is None or not session.duration_s:
        return []
    is_inbound = session.channel is Channel.PHONE_IN
    return [of_call(session.line, is_inbound=is_inbound, duration_s=session.duration_s)]

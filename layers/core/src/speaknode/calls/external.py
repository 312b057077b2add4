"""Calls whose agent another platform holds: their sessions, and how that agent is rung up."""

from datetime import datetime

from speaknode.agents.models import AgentConfig
from speaknode.calls.models import InboundCall
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions.models import Channel, Session, SessionSpec
from speaknode.telephony.models import OpenAccount, OutboundCall

ANSWER_WITHIN_S = 10
"""Like an agent of ours: then the caller is given to the number's fallback."""


def draw_up(
    session_id: str, call: InboundCall, number: PhoneNumber, account: OpenAccount, now: datetime
) -> tuple[Session, SessionSpec]:
    session = Session(
        id=session_id,
        space_id=number.space_id,
        agent_id=account.id,
        agent_name=account.name,
        agent_version=0,
        external_agent_id=account.id,
        channel=Channel.PHONE_IN,
        locale=number.settings.locale or "en",
        caller=call.caller,
        called=number.number,
        created_at=now,
    )
    return session, spec_of(session)


def spec_of(session: Session) -> SessionSpec:
    """What the store keeps with every session; no worker will ask for it."""
    return SessionSpec(
        session_id=session.id,
        space_id=session.space_id,
        agent_id=session.agent_id,
        agent_version=session.agent_version,
        channel=session.channel,
        locale=session.locale,
        config=AgentConfig(name=session.agent_name[:50]),
        caller=session.caller,
        called=session.called,
        record=False,
    )


def order(session: Session, number: PhoneNumber) -> OutboundCall:
    """The agent is reached under the number that the caller has dialled."""
    return OutboundCall(
        session_id=session.id,
        space_id=session.space_id,
        to=number.number,
        from_=session.caller or number.number,
        ring_timeout_s=ANSWER_WITHIN_S,
        max_duration_s=number.settings.max_duration_s,
    )

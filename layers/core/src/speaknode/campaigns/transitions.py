"""An item's state machine, pure: every change of an item is one of these.

pending ─▶ claimed ─▶ dialing ─▶ in_progress ─▶ completed │ error
   ▲          │          │            │
   └──────────┴──────────┴────────────┘  (to be called again, by the policy or because no call was made)
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from speaknode.calls.models import session_id_of
from speaknode.campaigns.models import (
    Attempt,
    AttemptOutcome,
    CampaignItem,
    CampaignSettings,
    ItemStatus,
)
from speaknode.sessions.models import EndReason, Session

CLAIM_LEASE_S = 30
DIAL_LEASE_S = 45
"""Longer than a function may run: when it is over, whoever was dialling is gone."""
CALL_LEASE_S = 60
GREETED_WITHIN_S = 2
MAX_CLAIMS = 40
"""Twenty minutes at the front of a line that never moves."""

_OUTCOMES = {
    EndReason.BUSY: AttemptOutcome.BUSY,
    EndReason.NO_ANSWER: AttemptOutcome.NO_ANSWER,
    EndReason.DECLINED: AttemptOutcome.DECLINED,
    EndReason.INVALID_NUMBER: AttemptOutcome.INVALID_NUMBER,
    EndReason.VOICEMAIL: AttemptOutcome.VOICEMAIL,
    EndReason.IVR: AttemptOutcome.VOICEMAIL,
    EndReason.SCREENER: AttemptOutcome.VOICEMAIL,
}
_BROKEN = frozenset({EndReason.ERROR, EndReason.WORKER_LOST, EndReason.NEVER_JOINED})


def outcome_of(session: Session) -> AttemptOutcome:
    """Of a session that has ended."""
    if session.end_reason in _OUTCOMES:
        return _OUTCOMES[session.end_reason]
    held = session.started_at is not None and session.end_reason not in _BROKEN
    return AttemptOutcome.ANSWERED if held else AttemptOutcome.FAILED


def is_abandoned(session: Session) -> bool:
    """Of one that was answered: they said their greeting, waited, and nobody greeted them in time.

    As 16 CFR 310.4(b)(4) and 47 CFR 64.1200(a)(7) count it; who says nothing waits from the answer.
    """
    heard_after_s = session.greeted_after_s
    if heard_after_s is None:
        heard_after_s = session.duration_s or 0
    waited_s = heard_after_s - (session.greeting_ended_after_s or 0)
    return outcome_of(session) is AttemptOutcome.ANSWERED and waited_s > GREETED_WITHIN_S


def claimed(item: CampaignItem, at: datetime) -> CampaignItem:
    """An attempt that never became a call keeps its session id: whoever still dials it makes the same call."""
    attempt = item.attempt or Attempt(
        session_id=session_id_of(f"{item.id}.{len(item.attempts)}", at), planned_at=at
    )
    attempts = [*_ended(item), attempt.model_copy(update={"claims": attempt.claims + 1})]
    return _moved(
        item, at, status=ItemStatus.CLAIMED, attempts=attempts, lease_s=CLAIM_LEASE_S, reason=None
    )


def dialing(item: CampaignItem, at: datetime, number: str) -> CampaignItem:
    assert item.attempt is not None
    attempts = [*_ended(item), item.attempt.model_copy(update={"number": number})]
    return _moved(item, at, status=ItemStatus.DIALING, attempts=attempts, lease_s=DIAL_LEASE_S)


def in_progress(item: CampaignItem, at: datetime) -> CampaignItem:
    return _moved(item, at, status=ItemStatus.IN_PROGRESS, lease_s=CALL_LEASE_S)


def released(
    item: CampaignItem,
    settings: CampaignSettings,
    at: datetime,
    *,
    delay_s: float = 0,
    reason: str | None = None,
) -> CampaignItem:
    """No call was made of it: back, to be claimed again. It is no attempt until one was made."""
    if item.attempt and item.attempt.claims >= MAX_CLAIMS:
        return settled(item, settings, at, AttemptOutcome.FAILED, "never_placed")
    return deferred(item, at, until=at + timedelta(seconds=delay_s), reason=reason)


def deferred(
    item: CampaignItem, at: datetime, *, until: datetime, reason: str | None = None
) -> CampaignItem:
    return _moved(item, at, status=ItemStatus.PENDING, next_at=until, reason=reason)


def settled(
    item: CampaignItem,
    settings: CampaignSettings,
    at: datetime,
    outcome: AttemptOutcome,
    reason: str | None,
    *,
    is_abandoned: bool = False,
    cost_usd: Decimal | None = None,
) -> CampaignItem:
    """The attempt is over: the item ends, or waits for the next one."""
    assert item.attempt is not None
    end = {"ended_at": at, "outcome": outcome, "reason": reason}
    found = {"is_abandoned": is_abandoned, "cost_usd": cost_usd}
    attempts = [*_ended(item), item.attempt.model_copy(update=end | found)]
    rule = settings.retries.rule(outcome)
    if rule and len(attempts) < min(rule.max_attempts, settings.max_attempts):
        until = at + timedelta(seconds=rule.delay_s)
        return _moved(item, at, status=ItemStatus.PENDING, attempts=attempts, next_at=until)
    reached = outcome in (AttemptOutcome.ANSWERED, AttemptOutcome.VOICEMAIL)
    status = ItemStatus.COMPLETED if reached else ItemStatus.ERROR
    return _moved(item, at, status=status, attempts=attempts, reason=outcome.value)


def costed(item: CampaignItem, session: Session, at: datetime) -> CampaignItem:
    """What an attempt cost became known after it was over; the same item if that is nothing new."""
    if session.cost is None:
        return item
    cost = {"cost_usd": session.cost.total_usd}
    attempts = [
        attempt.model_copy(update=cost) if attempt.session_id == session.id else attempt
        for attempt in item.attempts
    ]
    if attempts == item.attempts:
        return item
    changed = {"attempts": attempts, "updated_at": at, "revision": item.revision + 1}
    return item.model_copy(update=changed)


def skipped(item: CampaignItem, at: datetime, reason: str) -> CampaignItem:
    """It is not to be called; an attempt that was only planned is none."""
    return _moved(item, at, status=ItemStatus.SKIPPED, attempts=_ended(item), reason=reason)


def canceled(item: CampaignItem, at: datetime) -> CampaignItem:
    return _moved(item, at, status=ItemStatus.CANCELED, attempts=_ended(item))


def _ended(item: CampaignItem) -> list[Attempt]:
    return [attempt for attempt in item.attempts if attempt.outcome is not None]


def _moved(
    item: CampaignItem,
    at: datetime,
    *,
    status: ItemStatus,
    next_at: datetime | None = None,
    lease_s: float | None = None,
    **fields: Any,
) -> CampaignItem:
    until = at + timedelta(seconds=lease_s) if lease_s is not None else None
    changed: dict[str, Any] = {"updated_at": at, "revision": item.revision + 1}
    return item.model_copy(
        update=fields | changed | {"status": status, "next_at": next_at, "lease_until": until}
    )

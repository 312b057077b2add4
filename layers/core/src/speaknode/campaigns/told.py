"""What others are told of a campaign."""

from collections.abc import Mapping
from datetime import datetime

from speaknode.campaigns.models import Campaign
from speaknode.events.domain import DomainEvent, EventType


def status_changed(campaign: Campaign) -> DomainEvent:
    data = {"status": campaign.status.value, "reason": campaign.status_reason}
    return _event(
        campaign,
        EventType.CAMPAIGN_STATUS_CHANGED,
        f"{campaign.id}.{campaign.status}.{campaign.revision}",
        campaign.updated_at,
        data,
    )


def progressed(campaign: Campaign, beat: int, at: datetime) -> DomainEvent:
    data = campaign.progress.model_dump(mode="json")
    id_ = f"{campaign.id}.progress.{beat}"
    return _event(campaign, EventType.CAMPAIGN_PROGRESS, id_, at, data)


def _event(
    campaign: Campaign, type_: EventType, id_: str, at: datetime, data: Mapping[str, object]
) -> DomainEvent:
    own = {"campaign_id": campaign.id, "name": campaign.settings.name}
    return DomainEvent(id=id_, type=type_, space_id=campaign.space_id, at=at, data={**own, **data})

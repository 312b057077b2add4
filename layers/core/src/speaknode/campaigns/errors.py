"""What can be wrong with a campaign."""

from speaknode.kit.errors import ConflictError, NotFoundError


class CampaignNotFoundError(NotFoundError):
    def __init__(self, campaign_id: str) -> None:
        super().__init__(f"campaign {campaign_id} does not exist", code="campaign_not_found")


class CampaignStateError(ConflictError):
    """What was asked does not go with the campaign's status."""

    def __init__(self, verb: str, status: str) -> None:
        super().__init__(f"a campaign that is {status} cannot {verb}", code="campaign_state")


class CampaignEndedError(ConflictError):
    def __init__(self, campaign_id: str) -> None:
        super().__init__(
            f"campaign {campaign_id} has ended and takes no contacts", code="campaign_ended"
        )


class NotReadyError(ConflictError):
    """It cannot start; `code` says what is missing."""

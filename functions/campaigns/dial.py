"""CampaignDialsQueue → one call."""

from speaknode import wiring
from speaknode.campaigns.ports import Dial
from speaknode.kit.consumer import Consumer


def _dial(dial: Dial) -> None:
    wiring.campaign_dialing().dial(dial)


handler = Consumer(
    name="campaigns.dial",
    parse=Dial.model_validate_json,
    id_of=lambda dial: dial.id,
    handle=_dial,
)

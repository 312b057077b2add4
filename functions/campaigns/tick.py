"""CampaignTicksQueue → one tick of one campaign; `revive`, every minute, takes up chains that broke."""

from typing import Any

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from speaknode import wiring
from speaknode.campaigns.ports import Tick
from speaknode.kit.consumer import Consumer

logger = Logger(service="campaigns.tick")


def _tick(tick: Tick) -> None:
    wiring.campaign_ticks().tick(tick)


handler = Consumer(
    name="campaigns.tick",
    parse=Tick.model_validate_json,
    id_of=lambda tick: tick.id,
    handle=_tick,
)


def revive(event: dict[str, Any], context: LambdaContext) -> None:
    logger.info("campaigns revived", extra={"count": wiring.campaign_ticks().revive()})

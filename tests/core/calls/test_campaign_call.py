"""A call that a campaign makes: it knows its contact, and whoever answers is met in the campaign's way."""

from typing import Any

import pytest
from tests.support.telephony import Books

from speaknode.agents.answering import Answering, MachineAction
from speaknode.calls.schemas import CallCreate
from speaknode.sessions.models import CampaignLink, Channel
from speaknode.telephony.models import SipDial

from .test_inbound import World


class Sip:
    def sip_dial(self, account: Any, call: Any) -> SipDial:
        return SipDial(trunk_id="ST_1", to=call.to, from_=call.from_)


class Accounts(Books):
    def opened(self, space_id: str, account_id: str) -> tuple[Sip, None]:
        return Sip(), None

    def list(self, space_id: str, cursor: str | None = None, limit: int = 20) -> Any:
        raise AssertionError("nobody is given a human here")


@pytest.mark.parametrize("wanted", [None, Answering(detect=True, machine=MachineAction.GO_ON)])
def test_the_worker_is_told_the_campaigns_way_with_machines(wanted: Answering | None) -> None:
    world = World(accounts=Accounts())
    data = CallCreate.model_validate({"agent_id": "agt_1", "to": "+15552", "from": "+15550001"})
    link = CampaignLink(campaign_id="cmp_1", item_id="itm_1", answering=wanted)
    session = world.calls.create("spc_1", data, campaign=link)
    assert (session.campaign_id, session.campaign_item_id) == ("cmp_1", "itm_1")
    assert session.channel is Channel.CAMPAIGN
    spec = world.store.specs[session.id]
    assert spec.config.answering == (wanted or Answering())

"""What is refused before anybody is rung, and the human of a call that the agent fails.

The ringing of the tool is tests/e2e/test_sip_transfer.py.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, Mock, patch

import pytest
from livekit import rtc
from livekit.agents import StopResponse, ToolError
from livekit.protocol.sip import TransferSIPParticipantResponse
from tests.support import builders

from speaknode.agents.abilities import TransferDestination
from speaknode.sessions.models import Channel, EndFault, EndReason
from speaknode.telephony.models import SipDial
from speaknode_worker.agent import transfer
from speaknode_worker.agent.ending import Ending
from speaknode_worker.agent.side_room import NotTakenError
from speaknode_worker.agent.transfer import Transfer, refer_to


def place(name: str, mode: str = "cold") -> TransferDestination:
    fields = {"name": name, "description": f"about {name}", "destination": "+14155550100"}
    return TransferDestination.model_validate(fields | {"mode": mode})


def tools(*places: TransferDestination) -> list[Any]:
    ctx: Any = SimpleNamespace(room=SimpleNamespace(remote_participants={}, name="r"))
    unused: Any = None
    return list(Transfer(ctx, unused, unused).tools(places))


def test_every_place_is_offered() -> None:
    (tool,) = tools(place("billing"), place("doctor", "warm"))
    schema = tool.info.raw_schema
    assert schema["parameters"]["properties"]["destination"]["enum"] == ["billing", "doctor"]
    assert "about billing" in schema["description"]
    assert tools() == []


@pytest.mark.parametrize(
    ("asked", "told"), [("elsewhere", "there are: billing"), ("billing", "nobody is on")]
)
async def test_what_cannot_be_done_is_told(asked: str, told: str) -> None:
    (tool,) = tools(place("billing"))
    with pytest.raises(ToolError, match=told):
        await tool(raw_arguments={"destination": asked}, context=None)


class Failing:
    """A call whose agent has failed, and who may take it."""

    def __init__(self, *, caller: bool = True) -> None:
        self.aside = Mock(name="aside", ring=AsyncMock(), close=AsyncMock())
        self.aside.configure_mock(name="aside_1")
        self.relay = AsyncMock()
        party = SimpleNamespace(identity="caller", kind=None, attributes={"sip.callID": "1"})
        room = SimpleNamespace(remote_participants={"caller": party} if caller else {}, name="r")
        self.ctx: Any = SimpleNamespace(room=room, api=None)
        self.talk: Any = SimpleNamespace(
            wanted=Ending(EndReason.ERROR, EndFault.PROVIDER), session=Mock(), is_over=False
        )
        session = builders.session(channel=Channel.PHONE_IN)
        human = {"fallback_number": "+15559999", "called": "+15550001"}
        way_out = {"way_out": SipDial(trunk_id="ST_1", to="+1", from_="+15550001")}
        self.spec = builders.spec_of(session).model_copy(update=human | way_out)

    @contextlib.contextmanager
    def transfer(self) -> Iterator[Transfer]:
        @contextlib.asynccontextmanager
        async def on_hold(*_: Any, **__: Any) -> AsyncIterator[None]:
            yield

        relay = SimpleNamespace(run=self.relay)
        with (
            patch.object(transfer, "SideRoom", lambda _: self.aside),
            patch.object(transfer, "Relay", lambda *_: relay),
            patch.object(transfer, "on_hold", on_hold),
        ):
            yield Transfer(self.ctx, self.spec, self.talk)


async def test_the_numbers_human_takes_a_caller_whom_the_agent_fails() -> None:
    call = Failing()
    with call.transfer() as giving:
        assert await giving.rescue()
        (request,) = call.aside.ring.await_args.args
        assert (request.sip_call_to, request.sip_trunk_id) == ("+15559999", "ST_1")
        assert request.sip_number == "+15550001"
        assert call.talk.wanted == Ending(EndReason.TRANSFERRED, detail="fallback")
        call.talk.session.shutdown.assert_called_once_with(drain=False)
        await giving.joined()
    call.relay.assert_awaited_once()
    call.aside.close.assert_awaited_once()


async def test_a_human_who_does_not_pick_up_leaves_the_end_as_it_was() -> None:
    call = Failing()
    call.aside.ring.side_effect = NotTakenError("they are busy")
    failed = call.talk.wanted
    with call.transfer() as giving:
        assert not await giving.rescue()
    assert call.talk.wanted is failed
    call.talk.session.shutdown.assert_not_called()
    call.aside.close.assert_awaited_once()


async def test_a_caller_who_leaves_stops_the_ringing() -> None:
    call = Failing()

    async def ring(*_: Any, **__: Any) -> None:
        call.ctx.room.remote_participants.clear()
        await asyncio.Event().wait()

    call.aside.ring.side_effect = ring
    with call.transfer() as giving:
        assert not await giving.rescue()
    call.aside.close.assert_awaited_once()


@pytest.mark.parametrize(
    ("status", "taken"),
    [
        ("STS_TRANSFER_FAILED", False),
        ("STS_TRANSFER_SUCCESSFUL", True),
        ("STS_TRANSFER_ONGOING", True),
    ],
)
async def test_what_the_server_tells_of_a_transfer_counts(status: str, taken: bool) -> None:
    """An old server tells nothing, which is the first of the enum's values."""
    call = Failing()
    call.talk.wanted = None
    call.ctx.room.remote_participants["caller"].kind = rtc.ParticipantKind.PARTICIPANT_KIND_SIP
    answer = TransferSIPParticipantResponse(status=status)
    sip = SimpleNamespace(transfer_sip_participant=AsyncMock(return_value=answer))
    call.ctx.api = SimpleNamespace(sip=sip)
    context: Any = SimpleNamespace(wait_for_playout=AsyncMock(), session=Mock())
    with call.transfer() as giving, pytest.raises(StopResponse if taken else ToolError):
        (tool,) = giving.tools([place("billing")])
        await tool(raw_arguments={"destination": "billing"}, context=context)
    assert (call.talk.wanted is not None) == taken
    assert context.session.shutdown.called == taken


async def test_nobody_is_rung_for_nobody() -> None:
    call = Failing(caller=False)
    with call.transfer() as giving:
        assert not await giving.rescue()
    call.aside.ring.assert_not_called()


@pytest.mark.parametrize(
    ("destination", "domain", "told"),
    [
        ("+74955550100", "pbx.example:5060", "sip:+74955550100@pbx.example:5060"),
        ("+74955550100", None, "tel:+74955550100"),
        ("sip:ann@desk.example", "pbx.example", "sip:ann@desk.example"),
    ],
)
def test_whom_the_callers_telephone_is_told_to_ring(
    destination: str, domain: str | None, told: str
) -> None:
    way_out = SipDial(trunk_id="ST_1", to="+1", from_="+1", domain=domain)
    assert refer_to(destination, way_out) == told


def test_a_number_is_a_number_where_no_trunk_of_ours_rings_it() -> None:
    assert refer_to("+74955550100", None) == "tel:+74955550100"

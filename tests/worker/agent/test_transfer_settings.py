"""Each setting of a transfer's destination has its effect."""

import contextlib
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, Mock, patch

import pytest
from livekit import rtc
from livekit.agents import StopResponse, ToolError
from livekit.protocol.sip import TransferSIPParticipantResponse
from tests.support import builders

from speaknode.agents.abilities import TransferDestination
from speaknode.agents.models import AgentConfig
from speaknode.sessions.models import Channel
from speaknode.telephony.models import SipDial
from speaknode_worker.agent import transfer
from speaknode_worker.agent.side_room import NotTakenError
from speaknode_worker.agent.transfer import Transfer

BASE = {"name": "billing", "description": "about bills", "destination": "+14155550100"}


class Given:
    """A call by SIP that is given to `place`; what came of it."""

    def __init__(self, place: dict[str, Any], *, is_taken: bool = True) -> None:
        self.place = TransferDestination.model_validate(BASE | place)
        failing = None if is_taken else NotTakenError("they are busy")
        self.aside = Mock(ring=AsyncMock(side_effect=failing), close=AsyncMock())
        self.aside.configure_mock(name="aside_1")
        self.ask = AsyncMock()
        self.hold: dict[str, Any] = {}
        self.schema: dict[str, Any] = {}
        self.told = ""
        status = "STS_TRANSFER_SUCCESSFUL" if is_taken else "STS_TRANSFER_FAILED"
        self.refer = AsyncMock(return_value=TransferSIPParticipantResponse(status=status))
        sip = SimpleNamespace(transfer_sip_participant=self.refer)
        by_sip = rtc.ParticipantKind.PARTICIPANT_KIND_SIP
        party = SimpleNamespace(identity="caller", kind=by_sip, attributes={})
        room = SimpleNamespace(remote_participants={"caller": party}, name="r")
        self.ctx: Any = SimpleNamespace(room=room, api=SimpleNamespace(sip=sip))
        said = Mock(wait_for_playout=AsyncMock())
        history = SimpleNamespace(messages=list)
        self.session: Any = Mock(
            say=Mock(return_value=said), history=history, current_agent=SimpleNamespace(llm=None)
        )
        self.session.llm = None
        self.talk: Any = SimpleNamespace(
            wanted=None, is_over=False, variables={"who": "Bob"}, locale="en", session=self.session,
            config=AgentConfig(name="Ada"),
        )  # fmt: skip

    async def go(self) -> "Given":
        made = builders.session(channel=Channel.PHONE_IN)
        way_out = {"way_out": SipDial(trunk_id="ST_1", to="+1", from_="+15550001")}
        spec = builders.spec_of(made).model_copy(update=way_out)

        @contextlib.asynccontextmanager
        async def on_hold(*_: Any, **fields: Any) -> AsyncIterator[None]:
            self.hold = fields
            yield

        with (
            patch.object(transfer, "SideRoom", lambda _: self.aside),
            patch.object(transfer, "Relay", lambda *_: SimpleNamespace(run=AsyncMock())),
            patch.object(transfer, "Consultation", lambda *_: SimpleNamespace(ask=self.ask)),
            patch.object(transfer, "on_hold", on_hold),
        ):
            giving = Transfer(self.ctx, spec, self.talk)
            (tool,) = giving.tools([self.place])
            self.schema = tool.info.raw_schema
            context: Any = SimpleNamespace(wait_for_playout=AsyncMock(), session=self.session)
            try:
                await tool(raw_arguments={"destination": self.place.name}, context=context)
            except StopResponse:
                self.told = ""
            except ToolError as error:
                self.told = error.message
            await giving.joined()
        return self

    @property
    def said(self) -> list[str]:
        return [call.args[0] for call in self.session.say.call_args_list]

    @property
    def briefed(self) -> Any:
        return self.ask.await_args.args[0] if self.ask.await_args else None

    @property
    def dialled(self) -> Any:
        return self.aside.ring.await_args.args[0] if self.aside.ring.await_args else None

    @property
    def referred(self) -> Any:
        return self.refer.await_args.args[0] if self.refer.await_args else None


WARM = {"mode": "warm"}
Proof = Callable[[Given], Any]
TABLE: list[tuple[str, dict[str, Any], Proof, Any]] = [
    ("name", {"name": "desk"}, lambda it: it.talk.wanted.detail, "desk"),
    ("description", {"description": "of gold"}, lambda it: "of gold" in str(it.schema), True),
    ("destination", {}, lambda it: it.referred.transfer_to, "tel:+14155550100"),
    ("destination", WARM, lambda it: it.dialled.sip_call_to, "+14155550100"),
    ("mode", {}, lambda it: (it.dialled, it.ask.await_count), (None, 0)),
    ("mode", WARM, lambda it: (it.referred, it.ask.await_count), (None, 1)),
    (
        "briefing",
        WARM | {"briefing": "It is {{who}}."},
        lambda it: it.briefed,
        "It is Bob.",
    ),
    ("message", {"message": "Bye, {{who}}."}, lambda it: it.said, ["Bye, Bob."]),
    ("message", WARM | {"message": "Wait."}, lambda it: it.said, ["Wait."]),
    ("hold_sound", WARM | {"hold_sound": "snd_1"}, lambda it: it.hold["sound"], "snd_1"),
    ("digits", WARM | {"digits": "w1#"}, lambda it: it.dialled.dtmf, "w1#"),
    ("digits", {"digits": "w1#"}, lambda it: (it.referred, it.dialled.dtmf), (None, "w1#")),
    ("ring_timeout_s", {"ring_timeout_s": 7}, lambda it: it.referred.ringing_timeout.seconds, 7),
    (
        "ring_timeout_s",
        WARM | {"ring_timeout_s": 7},
        lambda it: it.dialled.ringing_timeout.seconds,
        7,
    ),
]


@pytest.mark.parametrize(("setting", "fields", "proof", "expected"), TABLE)
async def test_it_has_its_effect(
    setting: str, fields: dict[str, Any], proof: Proof, expected: Any
) -> None:
    assert proof(await Given(fields).go()) == expected


@pytest.mark.parametrize("mode", ["cold", "warm"])
async def test_what_is_said_when_nobody_takes_the_call(mode: str) -> None:
    spoken = await Given({"mode": mode, "on_fail": "Sorry, {{who}}."}, is_taken=False).go()
    assert (spoken.said, spoken.told) == (["Sorry, Bob."], "")
    silent = await Given({"mode": mode}, is_taken=False).go()
    assert silent.said == []
    assert "the caller is still here" in silent.told


def test_no_setting_is_without_a_proof() -> None:
    proved = {setting for setting, *_ in TABLE} | {"on_fail"}
    assert proved == set(TransferDestination.model_fields)

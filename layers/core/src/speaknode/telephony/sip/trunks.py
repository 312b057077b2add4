"""What LiveKit has for an account, what it should have, and the way from one to the other."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speaknode.telephony.ports import SipTrunkPlan

if TYPE_CHECKING:
    from livekit.api import LiveKitAPI

ROOM_PREFIX = "call"
MAX_CALL_S = 4 * 3600
RINGING_S = 40
"""An inbound call that nobody picks up by then gets `486`: long enough for agent and fallback."""
MEDIA_SILENCE_S = 15
"""A telephone sends audio all the time: this long without any, and its BYE will not come either."""
KINDS = ("inbound_trunk", "outbound_trunk", "dispatch_rule")


@dataclass(frozen=True)
class Existing:
    kind: str
    id: str
    account_id: str | None
    info: Any


async def everything(api: "LiveKitAPI") -> list[Existing]:
    from livekit.protocol import sip

    inbound = await api.sip.list_inbound_trunk(sip.ListSIPInboundTrunkRequest())
    outbound = await api.sip.list_outbound_trunk(sip.ListSIPOutboundTrunkRequest())
    rules = await api.sip.list_dispatch_rule(sip.ListSIPDispatchRuleRequest())
    return [
        *(Existing(KINDS[0], t.sip_trunk_id, _owner(t.metadata), t) for t in inbound.items),
        *(Existing(KINDS[1], t.sip_trunk_id, _owner(t.metadata), t) for t in outbound.items),
        *(Existing(KINDS[2], r.sip_dispatch_rule_id, _owner(r.metadata), r) for r in rules.items),
    ]


async def of_account(api: "LiveKitAPI", account_id: str) -> list[Existing]:
    return [e for e in await everything(api) if e.account_id == account_id]


async def make_so(api: "LiveKitAPI", plan: SipTrunkPlan, found: list[Existing]) -> dict[str, str]:
    """Creates, updates and deletes until LiveKit has exactly the plan; the ids of what there is."""
    state: dict[str, str] = {}
    wanted = {
        "inbound_trunk": inbound_trunk(plan) if plan.numbers else None,
        "outbound_trunk": outbound_trunk(plan) if plan.address else None,
    }
    for kind, info in wanted.items():
        kept = await _settle(api, kind, info, [e for e in found if e.kind == kind])
        if kept:
            state[f"{kind}_id"] = kept
    trunk_id = state.get("inbound_trunk_id")
    rule = dispatch_rule(plan, trunk_id) if trunk_id else None
    kept = await _settle(api, "dispatch_rule", rule, [e for e in found if e.kind == KINDS[2]])
    if kept:
        state["dispatch_rule_id"] = kept
    return state


async def _settle(api: "LiveKitAPI", kind: str, wanted: Any, found: list[Existing]) -> str | None:
    keep = found[:1] if wanted is not None else []
    await delete(api, [e for e in found if e not in keep])
    if wanted is None:
        return None
    if not keep:
        return await _create(api, kind, wanted)
    if not _is_same(keep[0].info, wanted):
        await _update(api, kind, keep[0].id, wanted)
    return keep[0].id


def _is_same(found: Any, wanted: Any) -> bool:
    """Whether every field that we set is as we set it; what LiveKit adds is its own."""
    ours = {field.name: value for field, value in wanted.ListFields() if field.name != "media"}
    return (
        all(getattr(found, name) == value for name, value in ours.items())
        and all(
            field.name in _THEIRS or getattr(wanted, field.name) == value
            for field, value in found.ListFields()
        )
        and _media_of(found) == _media_of(wanted)
    )


def _media_of(info: Any) -> tuple[int, int]:
    """What of it is ours; a dispatch rule has none of its own here."""
    return int(info.media.encryption), int(info.media.media_timeout.seconds)


_THEIRS = frozenset(
    {
        "sip_trunk_id",
        "sip_dispatch_rule_id",
        "created_at",
        "updated_at",
        "media_encryption",
        "media",
    }
)


async def _create(api: "LiveKitAPI", kind: str, wanted: Any) -> str:
    from livekit.protocol import sip

    if kind == "inbound_trunk":
        inbound = await api.sip.create_inbound_trunk(sip.CreateSIPInboundTrunkRequest(trunk=wanted))
        return inbound.sip_trunk_id
    if kind == "outbound_trunk":
        outbound = await api.sip.create_outbound_trunk(
            sip.CreateSIPOutboundTrunkRequest(trunk=wanted)
        )
        return outbound.sip_trunk_id
    rule = await api.sip.create_dispatch_rule(
        sip.CreateSIPDispatchRuleRequest(dispatch_rule=wanted)
    )
    return rule.sip_dispatch_rule_id


async def _update(api: "LiveKitAPI", kind: str, id_: str, wanted: Any) -> None:
    if kind == "inbound_trunk":
        await api.sip.update_inbound_trunk(id_, wanted)
    elif kind == "outbound_trunk":
        await api.sip.update_outbound_trunk(id_, wanted)
    else:
        await api.sip.update_dispatch_rule(id_, wanted)


async def delete(api: "LiveKitAPI", found: list[Existing]) -> None:
    """Rules before trunks; what somebody deleted meanwhile is fine."""
    from livekit.api import TwirpError
    from livekit.protocol import sip

    for existing in sorted(found, key=lambda e: e.kind != "dispatch_rule"):
        try:
            if existing.kind == "dispatch_rule":
                await api.sip.delete_dispatch_rule(
                    sip.DeleteSIPDispatchRuleRequest(sip_dispatch_rule_id=existing.id)
                )
            else:
                await api.sip.delete_trunk(sip.DeleteSIPTrunkRequest(sip_trunk_id=existing.id))
        except TwirpError as error:
            if error.code != "not_found":
                raise


def inbound_trunk(plan: SipTrunkPlan) -> Any:
    from google.protobuf.duration_pb2 import Duration
    from livekit.protocol import sip

    return sip.SIPInboundTrunkInfo(
        name=plan.name,
        metadata=_metadata(plan),
        numbers=plan.numbers,
        allowed_addresses=plan.allowed_addresses,
        auth_username=plan.inbound_username or "",
        auth_password=plan.inbound_password or "",
        ringing_timeout=Duration(seconds=RINGING_S),
        max_call_duration=Duration(seconds=MAX_CALL_S),
        media=_media(plan),
    )


def outbound_trunk(plan: SipTrunkPlan) -> Any:
    from livekit.protocol import sip

    return sip.SIPOutboundTrunkInfo(
        name=plan.name,
        metadata=_metadata(plan),
        address=plan.address or "",
        transport=_transport(plan.transport),
        # LiveKit wants one; every call of ours says its own number.
        numbers=plan.numbers or ("*",),
        destination_country=(plan.country or "").lower(),
        media=_media(plan),
        auth_username=plan.outbound_username or "",
        auth_password=plan.outbound_password or "",
    )


def _media(plan: SipTrunkPlan) -> Any:
    from google.protobuf.duration_pb2 import Duration
    from livekit.protocol import sip

    encryption = {
        "allow": sip.SIP_MEDIA_ENCRYPT_ALLOW,
        "require": sip.SIP_MEDIA_ENCRYPT_REQUIRE,
    }.get(plan.media_encryption, sip.SIP_MEDIA_ENCRYPT_DISABLE)
    silence = Duration(seconds=MEDIA_SILENCE_S)
    return sip.SIPMediaConfig(encryption=encryption, media_timeout=silence)


def _transport(name: str) -> Any:
    from livekit.protocol import sip

    return {
        "udp": sip.SIP_TRANSPORT_UDP,
        "tcp": sip.SIP_TRANSPORT_TCP,
        "tls": sip.SIP_TRANSPORT_TLS,
    }.get(name, sip.SIP_TRANSPORT_AUTO)


def dispatch_rule(plan: SipTrunkPlan, trunk_id: str) -> Any:
    """Every caller in a room of their own; who answers is decided by our own webhook, by the number."""
    from livekit.protocol import room, sip

    individual = sip.SIPDispatchRuleIndividual(room_prefix=ROOM_PREFIX)
    return sip.SIPDispatchRuleInfo(
        name=plan.name,
        metadata=_metadata(plan),
        trunk_ids=[trunk_id],
        rule=sip.SIPDispatchRule(dispatch_rule_individual=individual),
        room_config=room.RoomConfiguration(empty_timeout=60, departure_timeout=5),
    )


def _metadata(plan: SipTrunkPlan) -> str:
    return json.dumps({"speaknode_account": plan.account_id, "space": plan.space_id})


def _owner(metadata: str) -> str | None:
    """The account that a trunk or rule was made for; None: somebody else's."""
    try:
        value: Any = json.loads(metadata)
    except ValueError:
        return None
    owner = value.get("speaknode_account") if isinstance(value, dict) else None
    return owner if isinstance(owner, str) else None

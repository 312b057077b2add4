"""ElevenLabs as a carrier that has no numbers, but an agent: ours are made known there, and rung up by SIP."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable

from speaknode.kit.errors import InvalidError, NotFoundError
from speaknode.telephony.elevenlabs.client import (
    ElevenLabsClient,
    ElevenLabsRefusedError,
    Json,
)
from speaknode.telephony.elevenlabs.config import ElevenLabsSettings
from speaknode.telephony.errors import NotCapableError
from speaknode.telephony.models import (
    AvailableNumber,
    BoundNumber,
    CarrierCall,
    Gateway,
    OpenAccount,
    OutboundCall,
    SipDial,
    TestResult,
)
from speaknode.telephony.ports import CarrierContext, SipTrunkPlan, Tell, untold

SESSION_HEADER = "X-CALL-ID"
"""ElevenLabs keeps it as a dynamic variable of the conversation, by which its session is found again."""
_USERNAME = "speaknode"
_SIP = "sip_trunk"


class ElevenLabsCarrier:
    def __init__(
        self,
        context: CarrierContext,
        client: Callable[[ElevenLabsSettings], ElevenLabsClient] = ElevenLabsClient,
    ) -> None:
        self._context, self._make_client = context, client

    def test(self, account: OpenAccount) -> TestResult:
        began = time.monotonic()
        try:
            agent = self._agent(account)
        except NotFoundError:
            return TestResult(ok=False, detail="there is no such agent")
        except ElevenLabsRefusedError as error:
            detail = "wrong credentials" if error.is_about_credentials else error.message
            return TestResult(ok=False, detail=detail)
        took = round((time.monotonic() - began) * 1000, 1)
        return TestResult(ok=True, detail=f"agent {agent.get('name')}", latency_ms=took)

    def connect(
        self, account: OpenAccount, numbers: list[BoundNumber], tell: Tell = untold
    ) -> dict[str, str]:
        """Each of our numbers is a SIP number there, given to the agent; one trunk of ours reaches them all."""
        try:
            self._agent(account)
        except NotFoundError as error:
            raise InvalidError.field(
                "/settings/agent_id", "ElevenLabs has no such agent"
            ) from error
        client, wanted = self._client(account), {number.number for number in numbers}
        before: dict[str, str] = json.loads(account.state.get("numbers", "{}"))
        for number in before.keys() - wanted:
            client.delete(f"phone-numbers/{before[number]}")
        if not wanted:
            if before:
                self._context.gateway.remove(account.id)
            return {}
        state = self._context.gateway.sync(self._plan(account))
        there = {str(row["phone_number"]): row for row in _numbers(client)}
        ids = {number: self._number(account, number, there.get(number)) for number in wanted}
        return {**state, "numbers": json.dumps(ids, sort_keys=True)}

    def disconnect(self, account: OpenAccount) -> None:
        for number_id in json.loads(account.state.get("numbers", "{}")).values():
            self._client(account).delete(f"phone-numbers/{number_id}")
        if account.state:
            self._context.gateway.remove(account.id)

    def gateway(self, account: OpenAccount) -> Gateway | None:
        return None

    def list_numbers(self, account: OpenAccount) -> Iterable[AvailableNumber]:
        raise NotCapableError("elevenlabs", "list numbers: it has none of its own")

    def search_numbers(
        self, account: OpenAccount, *, country: str, contains: str | None
    ) -> Iterable[AvailableNumber]:
        raise NotCapableError("elevenlabs", "sell numbers")

    def buy_number(self, account: OpenAccount, number: str) -> AvailableNumber:
        raise NotCapableError("elevenlabs", "sell numbers")

    def sip_dial(self, account: OpenAccount, call: OutboundCall) -> SipDial:
        trunk_id = account.state.get("outbound_trunk_id")
        if trunk_id is None:
            raise InvalidError("the agent has no trunk yet", code="account_not_ready")
        return SipDial(
            trunk_id=trunk_id,
            to=call.to,
            from_=call.from_,
            ring_timeout_s=call.ring_timeout_s,
            max_duration_s=call.max_duration_s,
            headers={SESSION_HEADER: call.session_id},
        )

    def dial(self, account: OpenAccount, call: OutboundCall) -> CarrierCall:
        raise NotCapableError("elevenlabs", "dial: it only answers")

    def hang_up(self, account: OpenAccount, call: CarrierCall) -> None:
        """Closing the room hangs up."""

    def _agent(self, account: OpenAccount) -> Json:
        return self._client(account).get(f"agents/{_settings(account).agent_id}")

    def _number(self, account: OpenAccount, number: str, row: Json | None) -> str:
        client, agent_id = self._client(account), _settings(account).agent_id
        inbound = self._inbound(account)
        if row is None:
            about = {"provider": _SIP, "phone_number": number, "label": f"Speaknode {number}"}
            made = client.post(
                "phone-numbers", {**about, "agent_id": agent_id, "inbound_trunk_config": inbound}
            )
            return str(made["phone_number_id"])
        if row.get("provider") != _SIP:
            raise InvalidError(
                f"{number} is at ElevenLabs by another provider: remove it there",
                code="number_taken",
            )
        number_id = str(row["phone_number_id"])
        trunk, agent = row.get("inbound_trunk") or {}, row.get("assigned_agent") or {}
        if (agent.get("agent_id"), trunk.get("username")) != (agent_id, _USERNAME):
            change = {"agent_id": agent_id, "inbound_trunk_config": inbound}
            client.patch(f"phone-numbers/{number_id}", change)
        return number_id

    def _inbound(self, account: OpenAccount) -> Json:
        """Who may ring the agent up: our addresses where they are known, and always our password."""
        addresses = self._context.gateway.describe().outbound_addresses
        return {
            "allowed_addresses": addresses or ["0.0.0.0/0"],
            "media_encryption": "allowed",
            "credentials": {"username": _USERNAME, "password": self._password(account)},
        }

    def _plan(self, account: OpenAccount) -> SipTrunkPlan:
        return SipTrunkPlan(
            account_id=account.id,
            space_id=account.space_id,
            name=account.name,
            address=_settings(account).sip_server,
            transport="tcp",
            outbound_username=_USERNAME,
            outbound_password=self._password(account),
        )

    def _password(self, account: OpenAccount) -> str:
        """Derived, so nothing has to be kept."""
        told = f"elevenlabs:{account.id}".encode()
        return hmac.new(self._context.secret.encode(), told, hashlib.sha256).hexdigest()[:32]

    def _client(self, account: OpenAccount) -> ElevenLabsClient:
        return self._make_client(_settings(account))


def _numbers(client: ElevenLabsClient) -> Iterable[Json]:
    return client.each("v2/phone-numbers", "phone_numbers", {})


def _settings(account: OpenAccount) -> ElevenLabsSettings:
    settings: ElevenLabsSettings = account.settings
    return settings

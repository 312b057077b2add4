from typing import Any

import pytest
from tests.support.builders import FakeClock

from speaknode.agents.errors import AgentNotFoundError, AgentVersionNotFoundError
from speaknode.agents.models import AgentConfig
from speaknode.kit.errors import InvalidError
from speaknode.phone_numbers.schemas import PhoneNumberCreate
from speaknode.phone_numbers.service import PhoneNumberService
from speaknode.telephony.errors import NotCapableError
from speaknode.telephony.models import Capability

GOOD: dict[str, Any] = {
    "number": "+15550001", "telephony_account_id": "tel_1", "agent_id": "agt_1",
}  # fmt: skip


class Accounts:
    """Of a PBX: nothing can be bought there."""

    def require(self, space_id: str, account_id: str, what: Capability) -> None:
        if what is not Capability.INBOUND:
            raise NotCapableError("sip", what.value)


class Agents:
    def resolve(self, space_id: str, agent_id: str, version: int | None) -> Any:
        if agent_id != "agt_1":
            raise AgentNotFoundError(agent_id)
        if version:
            raise AgentVersionNotFoundError(agent_id, version)
        return None, 0, AgentConfig(name="Ada")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"agent_id": "agt_9"}, "/agent_id"),
        ({"agent_version": 7}, "/agent_version"),
        ({"external_agent_id": "tel_2"}, "/external_agent_id"),
        ({"agent_id": None, "external_agent_id": "tel_2"}, "/external_agent_id"),
        ({"fallback_destination": {"number": "+1 555 0001"}}, "/fallback_destination/number"),
        ({"buy": True}, "/buy"),
        ({"settings": {"locale": "de"}}, "/settings/locale"),
    ],
)
def test_what_cannot_be_bound_is_named(change: dict[str, Any], pointer: str) -> None:
    unused: Any = None
    accounts: Any = Accounts()
    service = PhoneNumberService(
        store=unused, accounts=accounts, agents=Agents(), clock=FakeClock()
    )
    with pytest.raises(InvalidError) as caught:
        service.create("spc_1", PhoneNumberCreate.model_validate(GOOD | change))
    assert [field.pointer for field in caught.value.fields] == [pointer]

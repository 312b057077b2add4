"""VoxImplant's settings and its place in the registry."""

import json
from typing import Any

from pydantic import Field, SecretStr, model_validator

from speaknode.telephony.models import Capability, CarrierSettings
from speaknode.telephony.ports import CarrierSpec


class VoxImplantSettings(CarrierSettings):
    account_id: str = Field(pattern=r"^\d{1,20}$", coerce_numbers_to_str=True)
    api_key: SecretStr | None = Field(default=None, max_length=200)
    service_account_key_id: str | None = Field(
        default=None, max_length=100, description="`key_id` of the service account's file."
    )
    service_account_private_key: SecretStr | None = Field(
        default=None, max_length=10_000, description="`private_key` of the same file."
    )
    application_id: str | None = Field(
        default=None, pattern=r"^\d+$", description="Made by hand; with `rule_id`: we make nothing."
    )
    rule_id: str | None = Field(default=None, pattern=r"^\d+$")

    @model_validator(mode="before")
    @classmethod
    def _unfolded(cls, values: Any) -> Any:
        """`service_account` is the file that VoxImplant gives, as JSON or as its text."""
        if not isinstance(values, dict) or "service_account" not in values:
            return values
        rest = {name: value for name, value in values.items() if name != "service_account"}
        return {**_of_file(values["service_account"]), **rest}

    @model_validator(mode="after")
    def _one_credential(self) -> "VoxImplantSettings":
        pair = (self.service_account_key_id, self.service_account_private_key)
        if any(pair) and not all(pair):
            raise ValueError("service_account_key_id and service_account_private_key go together")
        if bool(self.api_key) == all(pair):
            raise ValueError("either api_key or a service account is needed")
        if bool(self.application_id) != bool(self.rule_id):
            raise ValueError("application_id and rule_id go together")
        return self


def _of_file(given: Any) -> dict[str, Any]:
    try:
        file = json.loads(given) if isinstance(given, str) else given
        return {
            "account_id": file["account_id"],
            "service_account_key_id": file["key_id"],
            "service_account_private_key": file["private_key"],
        }
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(
            "service_account must be VoxImplant's file: account_id, key_id, private_key"
        ) from error


SPEC = CarrierSpec(
    name="voximplant",
    title="VoxImplant",
    settings=VoxImplantSettings,
    capabilities=frozenset(
        {
            Capability.INBOUND,
            Capability.OUTBOUND,
            Capability.LIST_NUMBERS,
            Capability.BUY_NUMBERS,
            Capability.SETUP,
        }
    ),
    factory="speaknode.telephony.voximplant.carrier:VoxImplantCarrier",
    history="speaknode.telephony.voximplant.history:VoxImplantHistory",
    webhook="speaknode.telephony.voximplant.webhook:VoxImplantWebhook",
)

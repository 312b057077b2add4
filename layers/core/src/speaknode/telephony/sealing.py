"""Splits a carrier's settings into what may be shown and what is sealed, and puts them together again."""

import json
from typing import Any

from pydantic import SecretStr, ValidationError

from speaknode.credentials.models import Sealed
from speaknode.credentials.ports import Vault
from speaknode.kit.validation import invalid
from speaknode.telephony.models import CarrierSettings, OpenAccount
from speaknode.telephony.ports import CarrierSpec, StoredAccount


def parse(spec: CarrierSpec, values: dict[str, Any]) -> CarrierSettings:
    """Raises InvalidError that points into `/settings`."""
    try:
        return spec.settings.model_validate(values)
    except ValidationError as error:
        raise invalid(error, values, pointer="/settings") from error


def public(settings: CarrierSettings) -> dict[str, Any]:
    hidden = {name for name, value in settings if isinstance(value, SecretStr)}
    return settings.model_dump(mode="json", exclude=hidden)


def secrets(settings: CarrierSettings) -> dict[str, str]:
    return {
        name: value.get_secret_value() for name, value in settings if isinstance(value, SecretStr)
    }


def seal(vault: Vault, settings: CarrierSettings, *, space_id: str, name: str) -> Sealed | None:
    """None where there is nothing to hide: such an account needs no KMS."""
    hidden = secrets(settings)
    if not hidden:
        return None
    return vault.seal(json.dumps(hidden), space_id=space_id, name=name)


def reveal(vault: Vault, stored: StoredAccount) -> dict[str, str]:
    if stored.sealed is None:
        return {}
    account = stored.account
    opened: dict[str, str] = json.loads(
        vault.open(stored.sealed, space_id=account.space_id, name=account.id)
    )
    return opened


def opened(vault: Vault, spec: CarrierSpec, stored: StoredAccount) -> OpenAccount:
    account = stored.account
    settings = parse(spec, {**account.settings, **reveal(vault, stored)})
    return OpenAccount(
        id=account.id,
        space_id=account.space_id,
        name=account.name,
        settings=settings,
        state=account.state,
    )

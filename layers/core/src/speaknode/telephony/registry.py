"""Carriers are found, not listed: every folder here whose `config` module has a `SPEC` is one."""

import importlib
import pkgutil
from functools import cache

from speaknode import telephony
from speaknode.kit.errors import InvalidError
from speaknode.telephony.ports import (
    CallHistory,
    Carrier,
    CarrierContext,
    CarrierSpec,
    HistoryContext,
)


@cache
def all_specs() -> dict[str, CarrierSpec]:
    found: dict[str, CarrierSpec] = {}
    for module in pkgutil.iter_modules(telephony.__path__):
        if module.ispkg:
            declared = importlib.import_module(f"{telephony.__name__}.{module.name}.config").SPEC
            found[declared.name] = declared
    return found


def spec(name: str) -> CarrierSpec:
    """Raises InvalidError (naming what there is) for an unknown carrier."""
    try:
        return all_specs()[name]
    except KeyError:
        known = ", ".join(sorted(all_specs()))
        raise InvalidError.field(
            "/carrier", f"unknown carrier {name!r}; known: {known}", code="unknown_carrier"
        ) from None


def history(name: str, context: HistoryContext) -> CallHistory | None:
    """None: the carrier remembers nothing that we want."""
    declared = spec(name).history
    if declared is None:
        return None
    module, _, attribute = declared.partition(":")
    made: CallHistory = getattr(importlib.import_module(module), attribute)(context)
    return made


def make(name: str, context: CarrierContext) -> Carrier:
    module, _, attribute = spec(name).factory.partition(":")
    carrier: Carrier = getattr(importlib.import_module(module), attribute)(context)
    return carrier

"""Registry of providers: every module in this folder with a `SPECS` tuple takes part."""

import importlib
import pkgutil
from functools import cache

from speaknode.kit.errors import InvalidError
from speaknode.providers.models import (
    NoSettings,
    OwnServer,
    ProviderKind,
    ProviderSettings,
    ProviderSpec,
)

__all__ = [
    "NoSettings",
    "OwnServer",
    "ProviderKind",
    "ProviderSettings",
    "ProviderSpec",
    "all_specs",
    "spec",
]


@cache
def all_specs() -> dict[tuple[ProviderKind, str], ProviderSpec]:
    found: dict[tuple[ProviderKind, str], ProviderSpec] = {}
    for module in pkgutil.iter_modules(__path__):
        for declared in getattr(importlib.import_module(f"{__name__}.{module.name}"), "SPECS", ()):
            found[declared.kind, declared.name] = declared
    return found


def spec(kind: ProviderKind, name: str) -> ProviderSpec:
    """Raises InvalidError (naming what there is) for an unknown provider."""
    try:
        return all_specs()[kind, name]
    except KeyError:
        known = ", ".join(sorted(n for k, n in all_specs() if k is kind))
        raise InvalidError(
            f"unknown {kind} provider {name!r}; known: {known}", code="unknown_provider"
        ) from None

"""Registry of voice lists: every module in this folder with a `LISTER` takes part."""

import importlib
import pkgutil
from functools import cache

from speaknode.models.ports import VoiceLister


@cache
def listers() -> dict[str, VoiceLister]:
    modules = (
        importlib.import_module(f"{__name__}.{module.name}")
        for module in pkgutil.iter_modules(__path__)
    )
    found: list[VoiceLister] = [module.LISTER for module in modules if hasattr(module, "LISTER")]
    return {lister.provider: lister for lister in found}

"""A logger's level that is set to what it is.

livekit-agents gives each process the levels of all loggers, and at each level that is set `logging` takes from all
of them what they have found out: hundreds of loggers times hundreds, 20 ms and 2 MB of pages that were shared.
"""

import logging

from livekit.agents.cli.log import NOISY_LOGGERS

_set_level = logging.Logger.setLevel


def settle() -> None:
    """The levels that `start` sets, before the fork; after it, setting them once more does nothing."""
    logging.Logger.setLevel = _changed_only  # type: ignore[assignment]
    for name in (None, "livekit.agents"):
        logging.getLogger(name).setLevel(logging.INFO)
    for name in NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)


def _changed_only(logger: logging.Logger, level: int | str) -> None:
    if logger.level != level:
        _set_level(logger, level)

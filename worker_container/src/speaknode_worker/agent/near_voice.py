"""Other people's voices turned down: who speaks into the telephone is much louder than who speaks behind it."""

import math

import numpy as np
from numpy.typing import NDArray

FRAME_S = 0.01
Samples = NDArray[np.float32]

_SPEECH = 0.5
"""RNNoise's probability from which a frame counts as speech."""
_BELOW_DB = 14.0
"""Speech that is this much quieter than the caller's is somebody else's."""
_FORGETS_DB_S = 0.5
"""Of speech heard: a caller who goes on more quietly is let in again after half a minute, not a television at once."""
_RISES, _FALLS = 0.3, 0.02
_HOLD_S = 0.25
"""A word's end is quieter than its middle."""
_DOWN = 0.06
_OPENS, _CLOSES = 1.0, 0.15


class NearVoice:
    """A gate that learns the caller's level; it is open until it has heard somebody speak."""

    def __init__(self) -> None:
        self._level_db = self._near_db = -math.inf
        self._held_s = 0.0
        self._gain = 1.0

    def through(self, frame: Samples, speech: float) -> Samples:
        """One frame of 10 ms, with the probability that it is speech."""
        loud_db = 20 * math.log10(float(np.sqrt(np.mean(frame**2))) + 1e-6)
        pace = _RISES if loud_db > self._level_db else _FALLS
        known = math.isfinite(self._level_db)
        self._level_db = self._level_db + pace * (loud_db - self._level_db) if known else loud_db
        if speech >= _SPEECH:
            self._near_db = max(self._level_db, self._near_db - _FORGETS_DB_S * FRAME_S)
        if loud_db >= self._near_db - _BELOW_DB:
            self._held_s = _HOLD_S
        else:
            self._held_s = max(0.0, self._held_s - FRAME_S)
        wanted = 1.0 if self._held_s else _DOWN
        begin, pace = self._gain, _OPENS if wanted > self._gain else _CLOSES
        self._gain += pace * (wanted - self._gain)
        return frame * np.linspace(begin, self._gain, frame.size, dtype=np.float32)

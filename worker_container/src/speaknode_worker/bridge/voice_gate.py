"""Tells the agent's utterances from the silence that a room's track carries between them."""

import numpy as np

SILENT_BELOW = 40
"""Amplitude (of 32,768): decoded silence stays under it, the quietest end of a word does not."""
HANGOVER_S = 0.4
"""A pause shorter than this belongs to the utterance and is sent as it is."""


class VoiceGate:
    def __init__(self, rate_hz: int) -> None:
        self._hangover = int(HANGOVER_S * rate_hz)
        self._silent_for = self._hangover
        self.open = False

    def passes(self, pcm: bytes) -> bool:
        """Whether this frame is to be sent; look at `open` afterwards for the utterance's end."""
        samples = np.frombuffer(pcm, dtype="<i2")
        if samples.size and max(int(samples.max()), -int(samples.min())) >= SILENT_BELOW:
            self._silent_for = 0
            self.open = True
            return True
        self._silent_for += samples.size
        if self._silent_for >= self._hangover:
            self.open = False
        return self.open

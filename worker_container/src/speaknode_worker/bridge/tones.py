"""Keys of a phone as sound, for carriers that take no digits as messages."""

import numpy as np

_LOW = (697, 770, 852, 941)
_HIGH = (1209, 1336, 1477, 1633)
_KEYS = ("123A", "456B", "789C", "*0#D")
_TONE_S, _GAP_S = 0.1, 0.08
_AMPLITUDE = 7000

CODES = {str(digit): digit for digit in range(10)} | {"*": 10, "#": 11}
CODES |= {letter: 12 + place for place, letter in enumerate("ABCD")}
"""RFC 4733 event codes, as LiveKit's DTMF packets carry them."""


def dial(digits: str, rate_hz: int) -> bytes:
    """16-bit PCM of the digits; characters that are no key are a pause."""
    return b"".join(_key(digit, rate_hz) for digit in digits.upper())


def _key(digit: str, rate_hz: int) -> bytes:
    gap = bytes(int(_GAP_S * rate_hz) * 2)
    for row, keys in enumerate(_KEYS):
        if digit in keys:
            time = np.arange(int(_TONE_S * rate_hz)) / rate_hz
            low, high = _LOW[row], _HIGH[keys.index(digit)]
            wave = np.sin(2 * np.pi * low * time) + np.sin(2 * np.pi * high * time)
            return (wave * _AMPLITUDE).astype("<i2").tobytes() + gap
    return gap * 4

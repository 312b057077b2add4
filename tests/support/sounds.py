"""Audio files for uploads, made here."""

import io

import numpy as np
import soundfile


def audio(
    kind: str = "WAV",
    *,
    seconds: float = 1.0,
    rate: int = 8_000,
    channels: int = 1,
    subtype: str | None = None,
) -> bytes:
    """A quiet tone in a file of that kind."""
    tone = 0.2 * np.sin(np.arange(int(seconds * rate)) * 0.2)
    samples = np.repeat(tone[:, None], channels, axis=1).astype(np.float32)
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=kind, subtype=subtype)
    return file.getvalue()

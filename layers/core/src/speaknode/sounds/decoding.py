"""Listening to a file by libsndfile: only what decodes to its end is a sound."""

import io

from speaknode.sounds.errors import UnplayableSoundError
from speaknode.sounds.models import MAX_CHANNELS, MAX_DURATION_S, MIN_DURATION_S, Heard

_BLOCK_FRAMES = 65_536
_FORMATS = frozenset({"WAV", "WAVEX", "FLAC", "OGG", "MP3"})


def listen(content: bytes) -> Heard:
    """In blocks, and no further than is allowed: a small file may hold hours of silence."""
    import soundfile  # brings a native library: for those who check an upload

    try:
        with soundfile.SoundFile(io.BytesIO(content)) as file:
            if file.format not in _FORMATS:
                raise UnplayableSoundError(f"{file.format} is not a kind of file that is played")
            if file.channels > MAX_CHANNELS:
                raise UnplayableSoundError(f"the file has more than {MAX_CHANNELS} channels")
            longest = MAX_DURATION_S * file.samplerate
            frames = 0
            while count := len(file.read(_BLOCK_FRAMES, dtype="float32")):
                frames += count
                if frames > longest:
                    raise UnplayableSoundError(f"the sound is longer than {MAX_DURATION_S} s")
            duration_s = round(frames / file.samplerate, 2)
    except soundfile.SoundFileError as error:
        raise UnplayableSoundError("the file cannot be decoded") from error
    if duration_s < MIN_DURATION_S:
        raise UnplayableSoundError(f"the sound is shorter than {MIN_DURATION_S} s")
    return Heard(duration_s=duration_s)

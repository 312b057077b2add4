"""Only what decodes to its end is a sound."""

import pytest
from tests.support.sounds import audio

from speaknode.sounds.decoding import listen
from speaknode.sounds.errors import UnplayableSoundError


@pytest.mark.parametrize(
    ("kind", "subtype", "rate"),
    [("WAV", None, 8_000), ("WAV", "ULAW", 8_000), ("FLAC", None, 44_100), ("OGG", "VORBIS", 48_000),
     ("OGG", "OPUS", 48_000), ("MP3", None, 44_100)],
)  # fmt: skip
def test_every_kind_tells_its_duration(kind: str, subtype: str | None, rate: int) -> None:
    content = audio(kind, seconds=2.0, rate=rate, subtype=subtype)
    assert listen(content).duration_s == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file cannot be decoded"),
        (b"<html>not found</html>" * 100, "the file cannot be decoded"),
        (audio("AIFF"), "AIFF is not a kind of file that is played"),
        (audio("WAV", channels=3), "the file has more than 2 channels"),
        (audio("WAV", seconds=0.2), "the sound is shorter than 0.5 s"),
        # An hour of one tone is a small file: it is not decoded any further than is allowed.
        (audio("FLAC", seconds=301), "the sound is longer than 300 s"),
    ],
)
def test_others_are_told_why_not(content: bytes, reason: str) -> None:
    with pytest.raises(UnplayableSoundError, match=reason):
        listen(content)


def test_a_file_that_breaks_off_is_no_longer_than_what_is_heard() -> None:
    whole = audio("WAV", seconds=4.0)
    assert listen(whole[: len(whole) // 2]).duration_s == pytest.approx(2.0, abs=0.1)

import wave
from pathlib import Path

import numpy as np

from speaknode_cli.caller.ear import RATE, Ear

FRAME = RATE // 50


def tone(level: float) -> bytes:
    wave_form = np.sin(np.arange(FRAME) * 2 * np.pi * 440 / RATE) * level * 32767
    return wave_form.astype(np.int16).tobytes()


def hear(ear: Ear, pattern: str) -> None:
    """`.` is a silent frame, `x` a loud one, each 20 ms long."""
    for number, frame in enumerate(pattern):
        ear.hear(tone(0.3 if frame == "x" else 0.0), now=number * 0.02)


def test_pause_inside_a_sentence_does_not_split_it() -> None:
    ear = Ear()
    hear(ear, "..xxxx" + "." * 10 + "xxxx..")
    assert len(ear.sounds) == 1


def test_a_long_pause_begins_a_new_sound() -> None:
    ear = Ear()
    hear(ear, "xx" + "." * 30 + "xx")
    assert [round(sound.started_at, 2) for sound in ear.sounds] == [0.0, 0.64]
    assert ear.first_after(0.1) is ear.sounds[1]
    assert ear.first_after(1.0) is None


def test_measures(tmp_path: Path) -> None:
    ear = Ear()
    hear(ear, "x" * 50)
    assert ear.heard_s == 1.0
    assert abs(ear.rms - 0.3 / 2**0.5) < 0.01
    ear.save(tmp_path / "heard.wav")
    with wave.open(str(tmp_path / "heard.wav")) as file:
        assert (file.getnframes(), file.getframerate()) == (RATE, RATE)


def test_silence_is_no_sound() -> None:
    ear = Ear()
    hear(ear, "." * 50)
    assert ear.sounds == []
    assert ear.last_voiced_at is None
    assert Ear().rms == 0.0

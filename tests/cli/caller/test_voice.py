import wave
from pathlib import Path

import numpy as np
import pytest

from speaknode_cli.caller.voice import RATE, VoiceError, read_wav, synthesise, write_wav


@pytest.mark.parametrize(
    ("text", "language"), [("what is the weather today", "en"), ("какая погода", "ru-RU")]
)
def test_synthesised_speech_is_loud_and_ends(text: str, language: str) -> None:
    speech = synthesise(text, language)
    assert 0.5 < speech.duration_s < 4
    assert 0 < speech.voiced_bytes <= len(speech.pcm)
    assert np.abs(np.frombuffer(speech.pcm, dtype=np.int16)).max() > 5000


def test_unknown_language() -> None:
    with pytest.raises(VoiceError, match="'xx'"):
        synthesise("hello", "xx")


def test_wav_round_trip(tmp_path: Path) -> None:
    speech = synthesise("hello", "en")
    write_wav(tmp_path / "a.wav", speech)
    assert read_wav(tmp_path / "a.wav") == speech


def test_wav_of_another_rate_and_two_channels(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(np.full(2 * 8000, 1000, dtype=np.int16).tobytes())
    speech = read_wav(tmp_path / "a.wav")
    assert speech.duration_s == pytest.approx(1.0, abs=0.02)
    assert speech.voiced_bytes == pytest.approx(RATE * 2, rel=0.02)


def test_not_a_wav(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("nothing like it")
    with pytest.raises(VoiceError, match="not a WAV"):
        read_wav(tmp_path / "a.wav")
    with pytest.raises(VoiceError, match="cannot read"):
        read_wav(tmp_path / "none.wav")

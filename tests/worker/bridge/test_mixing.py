import numpy as np

from speaknode_worker.bridge.mixing import LAG_FRAMES, Mixer


def frame(value: int) -> bytes:
    return np.full(4, value, "<i2").tobytes()


def heard_by(*voices: str) -> tuple[Mixer, list[int]]:
    heard = list[int]()
    mixer = Mixer(lambda pcm: heard.append(int(np.frombuffer(pcm, "<i2")[0])))
    for voice in voices:
        mixer.add(voice)
    return mixer, heard


def test_one_voice_goes_through_as_it_is() -> None:
    mixer, heard = heard_by("agent")
    mixer.push("agent", frame(7))
    assert heard == [7]


def test_two_voices_take_no_longer_than_one() -> None:
    mixer, heard = heard_by("agent", "music")
    for _ in range(10):
        mixer.push("music", frame(20))
        mixer.push("agent", frame(1))
    assert heard == [21] * 10


def test_a_voice_that_is_late_is_not_waited_for_and_loudness_is_cut() -> None:
    mixer, heard = heard_by("agent", "music")
    mixer.push("agent", frame(30_000))
    mixer.push("music", frame(30_000))
    mixer.push("agent", frame(30_000))
    assert heard == [30_000, 32_767]


def test_the_lead_passes_on_from_one_that_left_or_stalled() -> None:
    mixer, heard = heard_by("agent", "music")
    for _ in range(LAG_FRAMES + 3):
        mixer.push("music", frame(5))
    assert heard == [5] * (LAG_FRAMES + 3)
    mixer, heard = heard_by("agent", "music")
    mixer.remove("agent")
    mixer.push("music", frame(5))
    assert heard == [5]

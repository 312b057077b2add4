"""When the agent's audio leaves: an utterance starts after a little, never runs far ahead, and can be taken back."""

from hypothesis import given
from hypothesis import strategies as st

from speaknode_worker.bridge.playout import CHUNK_S, FIRST_S, LEAD_S, Mark, Playout

RATE = 8000
FRAME = bytes(320)


def frames(seconds: float) -> list[bytes]:
    return [FRAME] * round(seconds / 0.02)


def drain(playout: Playout, now: float) -> list[bytes | Mark]:
    sent = []
    while (due := playout.take(now)) is not None:
        sent.append(due)
    return sent


def seconds(sent: list[bytes | Mark]) -> float:
    return sum(len(pcm) for pcm in sent if isinstance(pcm, bytes)) / 2 / RATE


def test_an_utterance_waits_for_its_first_frames() -> None:
    playout = Playout(RATE)
    for number, frame in enumerate(frames(FIRST_S)):
        assert drain(playout, number * 0.02) == []
        playout.push(frame)
    assert seconds(drain(playout, FIRST_S)) == FIRST_S


def test_a_short_word_is_sent_whole_with_its_mark() -> None:
    playout = Playout(RATE)
    playout.push(FRAME)
    playout.close_utterance()
    assert drain(playout, 0.0) == [FRAME, Mark("g0u1")]
    assert playout.played("g0u1")
    assert not playout.played("g0u1")


def test_what_comes_faster_than_real_time_is_held_back() -> None:
    playout, now, sent = Playout(RATE), 0.0, 0.0
    for frame in frames(2.0):
        playout.push(frame)
    playout.close_utterance()
    while now < 3.0:
        sent += seconds(drain(playout, now))
        assert playout.lead_s(now) <= LEAD_S + 1e-9
        wait = playout.wait_s(now)
        if wait is None:
            break
        now += wait
    assert abs(sent - 2.0) < 1e-6
    assert 2.0 - LEAD_S - CHUNK_S <= now <= 2.0


def test_clear_forgets_audio_and_marks() -> None:
    playout = Playout(RATE)
    for frame in frames(1.0):
        playout.push(frame)
    drain(playout, 0.0)
    held = playout.lead_s(0.05)
    assert held > 0
    assert playout.clear(0.05) == held
    assert drain(playout, 0.1) == []
    assert playout.pending_s(0.05) == 0
    # The next utterance is of a new generation: a late mark of the old one proves nothing.
    playout.push(FRAME)
    playout.close_utterance()
    assert drain(playout, 0.2)[-1] == Mark("g1u1")
    assert not playout.played("g0u1")


def test_silence_makes_no_mark() -> None:
    playout = Playout(RATE)
    playout.close_utterance()
    assert drain(playout, 0.0) == []
    assert playout.wait_s(0.0) is None


@given(
    st.lists(
        st.tuples(st.floats(0, 0.3), st.integers(0, 30), st.sampled_from(["", "close", "clear"])),
        max_size=30,
    )
)
def test_nothing_is_lost_doubled_or_early(steps: list[tuple[float, int, str]]) -> None:
    playout, now = Playout(RATE), 0.0
    pushed = sent = 0
    for wait, count, action in steps:
        now += wait
        for _ in range(count):
            playout.push(FRAME)
            pushed += len(FRAME)
        if action == "close":
            playout.close_utterance()
        elif action == "clear":
            playout.clear(now)
            pushed = sent
        sent += sum(len(pcm) for pcm in drain(playout, now) if isinstance(pcm, bytes))
        assert sent <= pushed
        assert playout.lead_s(now) <= LEAD_S + 1e-9
    playout.close_utterance()
    while (wait_s := playout.wait_s(now)) is not None:
        sent += sum(len(pcm) for pcm in drain(playout, now) if isinstance(pcm, bytes))
        now += wait_s
    assert sent == pushed

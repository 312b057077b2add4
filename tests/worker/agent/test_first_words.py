"""Seconds after the answer; the call ends at 9."""

from datetime import timedelta

import pytest
from tests.support import builders

from speaknode_worker.agent.first_words import FirstWords

Heard = tuple[str, float]


@pytest.mark.parametrize(
    ("heard", "greeting_ended_after_s", "greeted_after_s"),
    [
        ([("hello", 1), ("hush", 2), ("agent", 3)], 2, 3),
        ([("hello", 1), ("hush", 2), ("hello", 4), ("hush", 5), ("agent", 6)], 2, 6),
        ([("agent", 1), ("hello", 2), ("hush", 3)], None, 1),  # an answer, no greeting
        ([("hello", 1), ("agent", 2), ("hush", 3)], 3, 2),  # spoke while they did
        ([("hello", 1)], 9, None),  # hung up while they spoke
        ([("hello", 1), ("hush", 2)], 2, None),
        ([], None, None),
        ([("hello", -2), ("hush", -1), ("agent", -1)], None, None),  # while it rang
    ],
)
def test_the_greeting_ends_when_they_first_stop(
    heard: list[Heard], greeting_ended_after_s: float | None, greeted_after_s: float | None
) -> None:
    words = FirstWords()
    answered = False
    for what, second in heard:
        if second >= 0 and not answered:
            words.count_from(builders.NOON)
            answered = True
        at = builders.NOON + timedelta(seconds=second)
        if what == "agent":
            words.on_agent(at)
        else:
            words.on_caller(at, speaking=what == "hello")
    words.count_from(builders.NOON)
    words.count_from(builders.NOON + timedelta(seconds=4))  # the first counts
    assert words.greeting_ended_after_s(builders.NOON + timedelta(seconds=9)) == (
        greeting_ended_after_s
    )
    assert words.greeted_after_s == greeted_after_s

"""What of a speech the caller heard: it is cut where the sound stopped, by the times that the voice gave its words.

livekit-agents paces the text beside the sound by an estimate, which is up to a second ahead of the ear. Where a voice
gives no times, the share of the sound that was played is the share of the text that was heard.
"""

import re
from itertools import pairwise
from typing import Any

from livekit import rtc
from livekit.agents import AgentSession
from livekit.agents.types import USERDATA_TIMED_TRANSCRIPT, TimedString
from livekit.agents.voice import io

_WORD = re.compile(r"\s*\S+")
_PAUSES = dict.fromkeys(",;:—–", 4.0) | dict.fromkeys(".!?…", 6.0)
"""As long as so many letters."""
_DIGIT = 3.0
_PER_S = 14.0
"""Letters of speech, where nothing better is known."""


class Script:
    """Of one stretch of speech: its text, and where in the sound it is."""

    def __init__(self) -> None:
        self._text, self._is_whole_text = "", False
        self.begin_sound()

    def begin_sound(self) -> None:
        self._timed: list[tuple[float, str]] = []
        self._pushed_s, self._is_whole_sound = 0.0, False

    def add_text(self, text: str) -> None:
        self._text = text if self._is_whole_text else self._text + text
        self._is_whole_text = False

    def end_text(self) -> None:
        self._is_whole_text = True

    def add_sound(self, frame: rtc.AudioFrame) -> None:
        self._pushed_s += frame.duration
        told: list[TimedString] = frame.userdata.get(USERDATA_TIMED_TRANSCRIPT, [])
        self._timed += [
            (text.start_time, text) for text in told if isinstance(text.start_time, int | float)
        ]

    def end_sound(self) -> None:
        self._is_whole_sound = True

    def heard(self, played_s: float) -> str | None:
        """Whole words, those of which at least half was heard; None where it cannot be told."""
        points = self._points()
        if not points:
            return None
        letters, cut = _at(points, played_s), 0
        counted = 0.0
        for word in _WORD.finditer(self._text):
            spoken = sum(map(_weight, filter(str.isalnum, word[0])))
            if counted + spoken / 2 > letters:
                break
            counted += sum(map(_weight, word[0]))
            cut = word.end()
        return self._text[:cut]

    def _points(self) -> list[tuple[float, float]]:
        """Moments, and how many letters there were until then."""
        points: list[tuple[float, float]] = []
        letters = 0.0
        for at_s, text in self._timed:
            points.append((at_s, letters))
            letters += sum(map(_weight, text))
        if self._is_whole_sound and (points or self._is_whole_text):
            whole = letters if points else sum(map(_weight, self._text))
            points = [*(points or [(0.0, 0.0)]), (self._pushed_s, whole)]
        elif points:
            since, before = points[-1]
            points.append((since + (letters - before) / _PER_S, letters))
        return points


def _at(points: list[tuple[float, float]], moment_s: float) -> float:
    for (begin, before), (end, after) in pairwise(points):
        if moment_s < end:
            share = max(0.0, moment_s - begin) / (end - begin)
            return before + share * (after - before)
    return points[-1][1]


def _weight(letter: str) -> float:
    if letter.isdigit():
        return _DIGIT
    return 1.0 if letter.isalpha() else _PAUSES.get(letter, 0.0)


class _Sound(io.AudioOutput):
    def __init__(self, beneath: io.AudioOutput, script: Script) -> None:
        super().__init__(
            label="Played",
            next_in_chain=beneath,
            sample_rate=beneath.sample_rate,
            capabilities=io.AudioOutputCapabilities(pause=True),
        )
        self._beneath, self._script = beneath, script
        self._reached_s: float | None = None

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        self._script.add_sound(frame)
        await self._beneath.capture_frame(frame)

    def flush(self) -> None:
        super().flush()
        self._script.end_sound()
        self._beneath.flush()

    def clear_buffer(self) -> None:
        self._beneath.clear_buffer()

    def on_playback_progressed(self, *, started_at: float, offset: float, duration: float) -> None:
        """`offset` counts what a pause has thrown away too, as the times of words do."""
        self._reached_s = offset + duration
        super().on_playback_progressed(started_at=started_at, offset=offset, duration=duration)

    def on_playback_finished(
        self,
        *,
        playback_position: float,
        interrupted: bool,
        synchronized_transcript: str | None = None,
    ) -> None:
        reached_s, self._reached_s = self._reached_s, None
        if interrupted:
            heard = self._script.heard(playback_position if reached_s is None else reached_s)
            synchronized_transcript = synchronized_transcript if heard is None else heard
        self._script.begin_sound()
        super().on_playback_finished(
            playback_position=playback_position,
            interrupted=interrupted,
            synchronized_transcript=synchronized_transcript,
        )


class _Text(io.TextOutput):
    def __init__(self, beneath: io.TextOutput, script: Script) -> None:
        super().__init__(label="Played", next_in_chain=beneath)
        self._beneath, self._script = beneath, script

    async def capture_text(self, text: str) -> None:
        self._script.add_text(text)
        await self._beneath.capture_text(text)

    def flush(self) -> None:
        self._script.end_text()
        self._beneath.flush()


def keep_to_what_is_played(session: AgentSession[Any]) -> None:
    """Once the session has started: its outputs exist from then on."""
    sound, text = session.output.audio, session.output.transcription
    if sound is None or text is None:
        return
    script = Script()
    session.output.audio = _Sound(sound, script)
    session.output.transcription = _Text(text, script)

"""A loudspeaker in virtual time: plays as fast as sound does, can pause, and tells what it has played."""

# ruff: noqa: TID251  # fakes of livekit-agents' own parts, for the tests of the worker

import asyncio

from livekit import rtc
from livekit.agents.voice import io


class Loudspeaker(io.AudioOutput):
    def __init__(self) -> None:
        super().__init__(label="loudspeaker", capabilities=io.AudioOutputCapabilities(pause=True))
        self._pushed_s = self._played_s = 0.0
        self._since: float | None = None
        self._paused = self._flushed = False
        self._timer: asyncio.TimerHandle | None = None

    @property
    def playing(self) -> bool:
        return self._since is not None

    @property
    def silent(self) -> bool:
        return self._since is None

    @property
    def paused(self) -> bool:
        return self._paused

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        if self._pushed_s == 0:
            self.on_playback_started(created_at=_now())
        self._pushed_s += frame.duration
        self._go()

    def flush(self) -> None:
        super().flush()
        if self._pushed_s:
            self._flushed = True
            self._go()

    def clear_buffer(self) -> None:
        if self._pushed_s:
            self._done(interrupted=True)

    def pause(self) -> None:
        super().pause()
        self._stand()
        self._paused = True

    def resume(self) -> None:
        super().resume()
        self._paused = False
        self._go()

    def _go(self) -> None:
        """Counts on from here."""
        self._stand()
        if self._paused or not self._pushed_s:
            return
        self._since = _now()
        if self._flushed:
            left = max(0.0, self._pushed_s - self._played_s)
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(left, lambda: self._done(interrupted=False))

    def _stand(self) -> None:
        if self._since is not None:
            self._played_s = min(self._pushed_s, self._played_s + _now() - self._since)
        self._since = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _done(self, *, interrupted: bool) -> None:
        self._stand()
        played = self._played_s if interrupted else self._pushed_s
        self._pushed_s = self._played_s = 0.0
        self._flushed = False
        self.on_playback_finished(playback_position=played, interrupted=interrupted)


def _now() -> float:
    return asyncio.get_running_loop().time()

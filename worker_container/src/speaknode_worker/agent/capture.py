"""What is recorded goes to disk while it is said: who is killed has lost its last seconds, not the call."""

import logging
import os
import threading
import time
from contextlib import suppress
from pathlib import Path

from livekit.agents.voice.recorder_io import recorder_io

recorder_io.WRITE_INTERVAL = 0.5
"""Of livekit-agents, which encodes so often; it would keep 2.5 s of sound, 4 MB, and lose them when killed."""
_FOLDER = "live"
_AT_ONCE = 65_536
_STEP_S = 0.05
logger = logging.getLogger(__name__)


class Capture:
    """Between livekit-agents' recorder and the file stands a pipe.

    FFmpeg keeps 256 KB of a file to itself, which is minutes of a call; into a pipe it writes every page it has made.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self.directory = target.parent / _FOLDER
        """Where the recorder is to put its file, under the target's name."""
        self.directory.mkdir(exist_ok=True)
        self._pipe = self.directory / target.name
        self._pipe.unlink(missing_ok=True)
        os.mkfifo(self._pipe)
        self._thread = threading.Thread(target=self._copy, name="capture", daemon=True)
        self._thread.start()

    def _copy(self) -> None:
        try:
            with self._pipe.open("rb", buffering=0) as pipe, self._target.open("ab") as file:
                while page := pipe.read(_AT_ONCE):
                    file.write(page)
                    file.flush()
        except OSError:
            logger.exception("the recording ends here")

    def close(self, *, within_s: float) -> None:
        """Once the recorder has closed its end: what is still in the pipe is written."""
        last = time.monotonic() + within_s
        while self._thread.is_alive() and time.monotonic() < last:
            # A recorder that was never started has left the other end waiting to be opened.
            with suppress(OSError):  # that end is not there yet, or was read to its end
                os.close(os.open(self._pipe, os.O_WRONLY | os.O_NONBLOCK))
            self._thread.join(_STEP_S)

"""What was recorded is on disk while the recorder still runs: nobody asks a killed process to close its files."""

from pathlib import Path

import av
import numpy as np
from livekit.agents.voice.recorder_io import recorder_io
from tests.support.installation import until

from speaknode_worker.agent.capture import Capture
from speaknode_worker.agent.recording import SAMPLE_RATE, BrokenRecordingError, split


def seconds(file: Path) -> float:
    try:
        return split(file, file.parent)[0].duration_s
    except BrokenRecordingError:
        return 0.0


def test_what_is_recorded_is_on_disk_before_the_end(tmp_path: Path) -> None:
    target = tmp_path / "audio.ogg"
    capture = Capture(target)
    with av.open(str(capture.directory / target.name), "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=SAMPLE_RATE, layout="stereo")
        time = np.arange(5 * SAMPLE_RATE) / SAMPLE_RATE
        tone = (0.5 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(np.stack([tone, tone]), format="fltp", layout="stereo")
        frame.sample_rate = SAMPLE_RATE
        container.mux(stream.encode(frame))
        until("its pages", lambda: seconds(target) > 3 or None)
        container.mux(stream.encode(None))
    capture.close(within_s=10)
    assert 4.9 < seconds(target) < 5.1


def test_a_recorder_that_never_began_holds_nothing_up(tmp_path: Path) -> None:
    capture = Capture(tmp_path / "audio.ogg")
    capture.close(within_s=10)
    assert not capture._thread.is_alive()


def test_livekit_agents_encodes_as_often_as_it_is_told() -> None:
    """The interval is a name of its module: what it is called there may change."""
    assert recorder_io.WRITE_INTERVAL < 1
    assert "WRITE_INTERVAL" in recorder_io.RecorderIO._write_task.__code__.co_names

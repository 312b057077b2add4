"""One stereo capture becomes a mix, a track each and a waveform; nothing of it is lost to an outage."""

import json
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from botocore.exceptions import EndpointConnectionError
from tests.support.builders import NOON

from speaknode.events.reports import AnyReport, RecordingFailed, RecordingStored
from speaknode.sessions.models import RecordingKind
from speaknode_worker.agent.keeper import Keeper
from speaknode_worker.agent.recording import SAMPLE_RATE, BrokenRecordingError, split
from speaknode_worker.agent.spool import ExpectedRecording, SessionSpool

EXPECTED = ExpectedRecording(space_id="spc_1", session_id="ses_1", started_at=NOON)


def capture(path: Path, seconds: int = 4) -> Path:
    """The caller hums in the first half, the agent in the second."""
    time = np.arange(seconds * SAMPLE_RATE) / SAMPLE_RATE
    tone = (0.5 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    first = time < seconds / 2
    stereo = np.stack([tone * first, tone * ~first])
    with av.open(str(path), "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=SAMPLE_RATE, layout="stereo")
        packed = np.ascontiguousarray(stereo.T.reshape(1, -1))
        frame = av.AudioFrame.from_ndarray(packed, format="flt", layout="stereo")
        frame.sample_rate = SAMPLE_RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def energy(path: Path) -> tuple[float, float, float]:
    """Length, and loudness of the first and the second half."""
    with av.open(str(path)) as container:
        blocks = [frame.to_ndarray().astype(np.float64) for frame in container.decode(audio=0)]
    samples = np.concatenate(blocks, axis=1)[0]
    middle = len(samples) // 2
    first, second = (float(np.sqrt((half**2).mean())) for half in np.split(samples, [middle]))
    return len(samples) / SAMPLE_RATE, first, second


def test_split(tmp_path: Path) -> None:
    parts = {part.kind: part for part in split(capture(tmp_path / "audio.ogg"), tmp_path)}
    assert set(parts) == set(RecordingKind)
    for part in parts.values():
        assert part.duration_s == pytest.approx(4, abs=0.05)
    length, first, second = energy(parts[RecordingKind.CALLER].path)
    assert length == pytest.approx(4, abs=0.1)
    assert second < 0.02 < 0.2 < first
    _, first, second = energy(parts[RecordingKind.AGENT].path)
    assert first < 0.02 < 0.2 < second
    _, first, second = energy(parts[RecordingKind.MIX].path)
    assert first == pytest.approx(second, rel=0.1)
    peaks = json.loads(parts[RecordingKind.PEAKS].path.read_text())
    assert len(peaks["caller"]) == len(peaks["agent"])
    assert peaks["caller"][10] > 0.4 > 0.1 > peaks["agent"][10]


def test_only_what_is_wanted(tmp_path: Path) -> None:
    parts = split(capture(tmp_path / "audio.ogg"), tmp_path, tracks=False)
    assert [part.kind for part in parts] == [RecordingKind.MIX, RecordingKind.PEAKS]


def test_a_torn_file_gives_what_it_holds(tmp_path: Path) -> None:
    whole = capture(tmp_path / "whole.ogg", seconds=20).read_bytes()
    torn = tmp_path / "audio.ogg"
    torn.write_bytes(whole[: len(whole) // 2])
    assert 5 < split(torn, tmp_path)[0].duration_s < 20


def test_garbage_is_told(tmp_path: Path) -> None:
    (tmp_path / "audio.ogg").write_bytes(b"not audio at all")
    with pytest.raises(BrokenRecordingError):
        split(tmp_path / "audio.ogg", tmp_path)


class S3:
    def __init__(self) -> None:
        self.down = False
        self.stored: dict[str, int] = {}

    def put_object(self, *, Key: str, Body: Any, **_: Any) -> None:  # noqa: N803  boto's names
        if self.down:
            raise EndpointConnectionError(endpoint_url="http://s3")
        self.stored[Key] = len(Body.read())


class Outside:
    def __init__(self) -> None:
        self.storage = S3()
        self.taken: list[AnyReport] = []

    def send(self, report: AnyReport) -> None:
        self.taken.append(report)

    def s3(self) -> Any:
        return self.storage

    def bucket(self) -> str:
        return "recordings"


def left_behind(root: Path, *, audio: bool = True, resumption: int = 0) -> None:
    spool = SessionSpool.claim(root, "ses_1", resumption)
    assert spool is not None
    spool.expect_recording(EXPECTED.model_copy(update={"resumption": resumption}))
    if audio:
        capture(spool.audio)
    spool.release()


def test_stored_under_the_space_and_reported(tmp_path: Path) -> None:
    outside = Outside()
    left_behind(tmp_path)
    Keeper(tmp_path, outside).look()
    assert set(outside.storage.stored) == {
        f"spc_1/ses_1/{name}" for name in ("mix.ogg", "caller.ogg", "agent.ogg", "peaks.json")
    }
    (report,) = outside.taken
    assert isinstance(report, RecordingStored)
    assert {item.size_bytes for item in report.recordings} == set(outside.storage.stored.values())
    assert list(tmp_path.iterdir()) == []


def test_s3_down_is_waited_out_even_by_the_next_worker(tmp_path: Path) -> None:
    outside = Outside()
    outside.storage.down = True
    left_behind(tmp_path)
    Keeper(tmp_path, outside).look()
    assert outside.taken == []
    outside.storage.down = False
    Keeper(tmp_path, outside).look()
    assert isinstance(outside.taken[0], RecordingStored)


def test_no_capture_is_reported_as_failed(tmp_path: Path) -> None:
    outside = Outside()
    left_behind(tmp_path, audio=False)
    Keeper(tmp_path, outside).look()
    assert isinstance(outside.taken[0], RecordingFailed)


def test_each_worker_of_a_conversation_has_its_part(tmp_path: Path) -> None:
    outside = Outside()
    left_behind(tmp_path)
    left_behind(tmp_path, resumption=1)
    Keeper(tmp_path, outside).look()
    first, second = outside.taken
    assert isinstance(first, RecordingStored)
    assert isinstance(second, RecordingStored)
    assert first.id != second.id
    assert {item.part for item in first.recordings} == {0}
    assert {item.part for item in second.recordings} == {1}
    keys = {item.key for item in (*first.recordings, *second.recordings)}
    assert keys == set(outside.storage.stored)
    assert len(keys) == 8

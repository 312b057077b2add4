"""From the captured stereo file (caller left, agent right) to what is stored: mix, tracks, waveform."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from speaknode.events.reports import AnyReport, RecordingFailed, RecordingStored
from speaknode.kit.errors import UnavailableError
from speaknode.sessions.models import Recording, RecordingKind
from speaknode_worker.agent.reports import now
from speaknode_worker.agent.spool import ExpectedRecording

SAMPLE_RATE = 48_000
_PEAK_S = 0.05
_MAX_PEAKS = 2000
_BIT_RATE = 32_000
_CONTENT_TYPES = {RecordingKind.PEAKS: "application/json"}
logger = logging.getLogger(__name__)
Samples = NDArray[np.float32]


class BrokenRecordingError(Exception):
    """The captured file holds no audio that can be read."""


@dataclass(frozen=True)
class Part:
    kind: RecordingKind
    path: Path
    duration_s: float


def split(source: Path, target: Path, *, mix: bool = True, tracks: bool = True) -> list[Part]:
    """Raises BrokenRecordingError. A file cut short by a crash gives what it holds."""
    kinds = [RecordingKind.MIX] * mix + [RecordingKind.CALLER, RecordingKind.AGENT] * tracks
    writers = {kind: _Writer(target / f"{kind}.ogg") for kind in kinds}
    peaks = _Peaks()
    try:
        for block in _stereo(source):
            peaks.add(block)
            for kind, writer in writers.items():
                writer.write(_channel(kind, block))
    finally:
        for writer in writers.values():
            writer.close()
    if peaks.samples == 0:
        raise BrokenRecordingError("nothing was captured")
    duration_s = round(peaks.samples / SAMPLE_RATE, 3)
    file = target / "peaks.json"
    file.write_text(json.dumps(peaks.as_json(duration_s)))
    parts = [Part(kind, writer.path, duration_s) for kind, writer in writers.items()]
    return [*parts, Part(RecordingKind.PEAKS, file, duration_s)]


def _stereo(source: Path) -> Iterator[Samples]:
    try:
        with av.open(str(source)) as container:
            resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE)
            for frame in container.decode(audio=0):
                for converted in resampler.resample(frame):
                    yield converted.to_ndarray().astype(np.float32)
    except (av.FFmpegError, IndexError, OSError) as error:
        # what was decoded before the tear is kept; nothing decoded is the caller's to notice
        logger.warning("recording ends early", extra={"reason": str(error)})


def _channel(kind: RecordingKind, block: Samples) -> Samples:
    if kind is RecordingKind.CALLER:
        channel: Samples = block[0]
    elif kind is RecordingKind.AGENT:
        channel = block[1]
    else:
        channel = np.clip(block.sum(axis=0), -1.0, 1.0)
    return channel


class _Writer:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._container = av.open(str(path), "w", format="ogg")
        stream = self._container.add_stream("libopus", rate=SAMPLE_RATE)
        assert isinstance(stream, AudioStream)
        stream.layout = "mono"
        stream.bit_rate = _BIT_RATE
        self._stream = stream
        self._written = 0

    def write(self, samples: Samples) -> None:
        data = np.ascontiguousarray(samples, np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(data, format="flt", layout="mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE, self._written
        self._written += samples.size
        self._container.mux(self._stream.encode(frame))

    def close(self) -> None:
        if self._written:
            self._container.mux(self._stream.encode(None))
        self._container.close()


class _Peaks:
    """The loudest sample of every 50 ms; long calls are thinned to a drawable number."""

    def __init__(self) -> None:
        self.samples = 0
        self._window = int(SAMPLE_RATE * _PEAK_S)
        self._rest: Samples = np.zeros((2, 0), np.float32)
        self._found: list[Samples] = []

    def add(self, block: Samples) -> None:
        self.samples += block.shape[1]
        joined = np.concatenate([self._rest, block], axis=1)
        whole = joined.shape[1] // self._window * self._window
        if whole:
            windows = joined[:, :whole].reshape(2, -1, self._window)
            self._found.append(np.abs(windows).max(axis=2))
        self._rest = joined[:, whole:]

    def as_json(self, duration_s: float) -> dict[str, Any]:
        found = np.concatenate([*self._found, np.zeros((2, 1), np.float32)], axis=1)
        step = -(-found.shape[1] // _MAX_PEAKS)
        padded = np.pad(found, ((0, 0), (0, -found.shape[1] % step)))
        thinned = padded.reshape(2, -1, step).max(axis=2).clip(0, 1).round(3)
        return {
            "version": 1,
            "duration_s": duration_s,
            "window_s": round(_PEAK_S * step, 3),
            "caller": thinned[0].tolist(),
            "agent": thinned[1].tolist(),
        }


def store(source: Path, expected: ExpectedRecording, *, s3: Any, bucket: str) -> AnyReport:
    """The report of what became of the recording. Raises UnavailableError while S3 does not answer."""
    session_id, number = expected.session_id, expected.resumption
    report_id = f"{session_id}.{number}.recording" if number else f"{session_id}.recording"
    try:
        if not source.exists():
            raise BrokenRecordingError("nothing was captured")
        parts = split(source, source.parent, mix=expected.mix, tracks=expected.tracks)
    except BrokenRecordingError as error:
        return RecordingFailed(
            id=report_id, session_id=session_id, at=now(), detail=str(error), resumption=number
        )
    recordings = [_upload(part, expected, s3, bucket) for part in parts]
    return RecordingStored(
        id=report_id,
        session_id=session_id,
        at=now(),
        recordings=recordings,
        resumption=number,
    )


def _upload(part: Part, expected: ExpectedRecording, s3: Any, bucket: str) -> Recording:
    from botocore.exceptions import BotoCoreError, ClientError

    number = expected.resumption
    folder = f"{expected.session_id}/{number}" if number else expected.session_id
    key = f"{expected.space_id}/{folder}/{part.path.name}"
    content_type = _CONTENT_TYPES.get(part.kind, "audio/ogg")
    try:
        with part.path.open("rb") as body:
            s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType=content_type)
    except (BotoCoreError, ClientError) as error:
        raise UnavailableError("recording storage did not take the file") from error
    return Recording(
        kind=part.kind,
        key=key,
        content_type=content_type,
        size_bytes=part.path.stat().st_size,
        duration_s=part.duration_s,
        started_at=expected.started_at,
        part=number,
    )

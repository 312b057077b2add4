"""The bridge's codecs: one 20 ms frame in and out, as a ratio of what JSON and base64 alone would cost.

The floor reads the same message with `json.loads` and base64, and writes its answer with `json.dumps`: what any codec
that parses whole messages pays before it touches a sample. Less than 1 is cheaper than that. Beside it pipecat's Twilio
serializer, at its pipeline's usual rates.
"""

import base64
import json
import os
import statistics
import subprocess
import timeit
from collections.abc import Callable
from pathlib import Path

import numpy as np

from speaknode_worker.bridge import mulaw
from speaknode_worker.bridge.protocols.codec import Codec
from speaknode_worker.bridge.protocols.twilio import TwilioCodec
from speaknode_worker.bridge.protocols.voximplant import VoxImplantCodec

ROUNDS, FRAMES = 15, 2000
PIPECAT = os.environ.get("BENCH_PIPECAT_PYTHON", "")
ROOT = Path(__file__).parents[2]
TONE = (np.sin(np.arange(320) * 0.3) * 8000).astype("<i2")


def run() -> None:
    print("\nMedia bridge codecs, 20 ms frame in + out (median of rounds)")
    print(f"{'carrier':24}{'ours µs':>10}{'json+base64 µs':>16}{'ratio':>8}{'calls/core':>12}")
    for name, codec, message, pcm in (_twilio(), _voximplant()):
        ours, floor = _both(codec, message, pcm)
        # Fifty frames a second and direction.
        print(f"{name:24}{ours:10.2f}{floor:16.2f}{ours / floor:8.2f}{1e6 / (ours * 50):12.0f}")
    if PIPECAT:
        _beside_pipecat()


def _beside_pipecat() -> None:
    sources = [ROOT / "worker_container/src", ROOT / "layers/core/src"]
    answer = subprocess.run(
        [PIPECAT, str(Path(__file__).with_name("pipecat_codec.py"))],
        input=f"{_twilio_start()}\n{_twilio()[2]}\n", capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, sources))},
    )  # fmt: skip
    print("\nTwilio, 20 ms frame in + out, CPU; both resample by soxr VHQ in one process")
    print(f"{'room rate':24}{'ours µs':>10}{'pipecat µs':>16}{'faster':>8}")
    for row in json.loads(answer.stdout):
        ours, theirs = row["ours_us"], row["theirs_us"]
        print(f"{row['rate_hz']:<24}{ours:10.2f}{theirs:16.2f}{theirs / ours:7.2f}x")


def _twilio_start() -> str:
    start = {"streamSid": "MZ" + "1" * 32, "callSid": "CA1"}
    spoken = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    return json.dumps({"event": "start", "start": {**start, "mediaFormat": spoken}})


def _twilio() -> tuple[str, Codec, str, bytes]:
    codec = TwilioCodec()
    codec.read(_twilio_start())
    pcm = TONE[:160].tobytes()
    payload = base64.b64encode(mulaw.encode(pcm)).decode()
    message = (
        '{"event":"media","sequenceNumber":"4","media":{"track":"inbound","chunk":"2",'
        f'"timestamp":"5","payload":"{payload}"}},"streamSid":"MZ{"1" * 32}"}}'
    )
    return "Twilio, µ-law 8 kHz", codec, message, pcm


def _voximplant() -> tuple[str, Codec, str, bytes]:
    codec = VoxImplantCodec()
    spoken = {"encoding": "PCM16", "sampleRate": 16000, "channels": 1}
    codec.read(json.dumps({"event": "start", "start": {"tag": "caller", "mediaFormat": spoken}}))
    media = {
        "tag": "caller",
        "timestamp": 320,
        "payload": base64.b64encode(TONE.tobytes()).decode(),
    }
    message = json.dumps({"event": "media", "sequenceNumber": 3, "media": media})
    return "VoxImplant, PCM 16 kHz", codec, message, TONE.tobytes()


def _both(codec: Codec, message: str, pcm: bytes) -> tuple[float, float]:
    """Microseconds a frame of ours and of the floor, measured turn by turn: the machine is not alone."""

    def ours() -> None:
        codec.read(message)
        codec.audio(pcm)

    def floor() -> None:
        read = json.loads(message)
        raw = base64.b64decode(read["media"]["payload"])
        media = {"payload": base64.b64encode(raw).decode()}
        json.dumps({"event": "media", "streamSid": "MZ", "media": media})

    rounds = [(_once(ours), _once(floor)) for _ in range(ROUNDS)]
    return statistics.median(a for a, _ in rounds), statistics.median(b for _, b in rounds)


def _once(work: Callable[[], None]) -> float:
    return timeit.timeit(work, number=FRAMES) / FRAMES * 1e6

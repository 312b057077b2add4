"""N calls as Twilio's Media Streams bring them, in a process of their own: 20 ms of tone fifty times a second each.

What comes back is an echo. A message is late when what it carries should have begun to play before it came: the sound
before it has run out. Prints JSON: lateness in milliseconds at the percentiles, and how much of the sound came back.
"""

import argparse
import asyncio
import base64
import json
import sys
import time
from dataclasses import dataclass, field

import aiohttp
import numpy as np

FRAME_S = 0.02
WARM_S = 1.0
_FRAMES_OF_TONE = 50
_PAYLOAD = '"payload":'


def tone() -> list[str]:
    """A second of a µ-law tone: loud enough for every gate."""
    from speaknode_worker.bridge import mulaw

    samples = (np.sin(np.arange(8000) * 2 * np.pi * 440 / 8000) * 8000).astype("<i2")
    frames = samples.reshape(_FRAMES_OF_TONE, 160)
    return [base64.b64encode(mulaw.encode(frame.tobytes())).decode() for frame in frames]


@dataclass
class Heard:
    late_ms: list[float] = field(default_factory=list)
    seconds: float = 0.0
    runs_out: float | None = None

    def take(self, payload: str, *, counts: bool) -> None:
        now, length = time.monotonic(), len(payload) * 3 // 4 / 8000
        if self.runs_out is None:
            self.runs_out = now
        if counts:
            self.late_ms.append(max(0.0, now - self.runs_out) * 1000)
            self.seconds += length
        self.runs_out = max(self.runs_out, now) + length


async def call(url: str, number: int, lasts_s: float, frames: list[str]) -> Heard:
    heard, sid = Heard(), f"MZ{number:032d}"
    began = time.monotonic()
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as ws:
        await ws.send_str(
            json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        )
        spoken = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
        start = {"streamSid": sid, "accountSid": "AC1", "callSid": f"CA{number}", "mediaFormat": spoken,
                 "tracks": ["inbound"], "customParameters": {}}  # fmt: skip
        await ws.send_str(
            json.dumps({"event": "start", "sequenceNumber": "1", "streamSid": sid, "start": start})
        )

        async def listen() -> None:
            async for message in ws:
                # Cut out, not parsed: the callers' core must hold more calls than the bridge's.
                text = str(message.data)
                if _PAYLOAD in text:
                    payload = text.split(_PAYLOAD, 1)[1].split('"', 1)[1].split('"', 1)[0]
                    heard.take(payload, counts=time.monotonic() - began > WARM_S)
                elif '"mark"' in text:  # played at once: nothing else is queued
                    await ws.send_str(text)

        listening = asyncio.create_task(listen())
        for index in range(int(lasts_s / FRAME_S)):
            due = began + index * FRAME_S
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await ws.send_str(
                f'{{"event":"media","sequenceNumber":"{index + 2}","media":{{"track":"inbound","chunk":"{index + 1}",'
                f'"timestamp":"{index * 20}","payload":"{frames[index % len(frames)]}"}},"streamSid":"{sid}"}}'
            )
        await ws.send_str(
            json.dumps({"event": "stop", "streamSid": sid, "stop": {"callSid": f"CA{number}"}})
        )
        listening.cancel()
    return heard


async def calls(urls: list[str], lasts_s: float) -> dict[str, float]:
    frames = tone()
    starts = [
        asyncio.create_task(_staggered(i, url, lasts_s, frames)) for i, url in enumerate(urls)
    ]
    done = await asyncio.gather(*starts, return_exceptions=True)
    heard = [each for each in done if isinstance(each, Heard)]
    late = sorted(ms for each in heard for ms in each.late_ms) or [float("nan")]
    expected = len(urls) * (lasts_s - WARM_S)
    return {
        "calls": len(heard),
        "p50_ms": late[len(late) // 2],
        "p99_ms": late[min(len(late) - 1, int(len(late) * 0.99))],
        "came_back": sum(each.seconds for each in heard) / expected,
    }


async def _staggered(number: int, url: str, lasts_s: float, frames: list[str]) -> Heard:
    await asyncio.sleep(number * FRAME_S / 7)  # callers do not speak in step
    return await call(url, number, lasts_s, frames)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seconds", type=float, required=True)
    given = arguments.parse_args()
    urls = [line.strip() for line in sys.stdin if line.strip()]
    print(json.dumps(asyncio.run(calls(urls, given.seconds))))


if __name__ == "__main__":
    main()

"""VoxImplant's media socket, with the messages of the scenario that we generate.

Media both ways are PCM16 at 16 kHz or µ-law at 8 kHz. The wire has no clear, no mark and no hang-up:
those are messages to the scenario, told apart by having `type` instead of the reserved `event`.
"""

import binascii
import json
from collections.abc import Sequence
from typing import Any

from speaknode_worker.bridge import mulaw
from speaknode_worker.bridge.protocols.codec import (
    Audio,
    CodecError,
    Digit,
    Event,
    Notice,
    Started,
    Stopped,
)
from speaknode_worker.bridge.protocols.parsing import (
    digit_of,
    number_of,
    parameters_of,
    part,
    payload_of,
    text_of,
    to_object,
)
from speaknode_worker.bridge.protocols.reorder import Reorder

TAG = "bot"
_FORMATS = {("PCM16", 16_000), ("PCM16", 8_000), ("ULAW", 8_000)}


class VoxImplantCodec:
    def __init__(self) -> None:
        self.rate_hz = 16_000
        self._encoding = "PCM16"
        self._order = Reorder()
        self._stream = ""
        self._sequence = self._chunk = self._samples = 0

    def read(self, text: str) -> Sequence[Event]:
        message = to_object(text)
        if "event" not in message:
            return self._told(message)
        event = text_of(message, "event")
        if event == "media":
            return self._media(part(message, "media"))
        if event == "start":
            return self._start(part(message, "start"))
        if event == "stop":
            return (*self._audio_of(self._order.rest()), Stopped())
        return (Notice("unknown", {"event": event}),)

    def _start(self, start: dict[str, Any]) -> Sequence[Event]:
        if self._stream:
            raise CodecError("a second start on one stream")
        spoken = part(start, "mediaFormat")
        chosen = (text_of(spoken, "encoding").upper(), number_of(spoken, "sampleRate"))
        if chosen not in _FORMATS:
            raise CodecError("the stream is neither PCM16 nor ULAW")
        self._encoding, self.rate_hz = chosen
        parameters = parameters_of(start.get("customParameters"))
        self._stream = text_of(start, "tag", "caller")
        return (Started(self._stream, parameters.get("session", ""), self.rate_hz, parameters),)

    def _media(self, media: dict[str, Any]) -> Sequence[Event]:
        if not self._stream:
            raise CodecError("audio before the start of the stream")
        if media.get("tag", self._stream) != self._stream:
            return ()
        payload = payload_of(media)
        pcm = mulaw.decode(payload) if self._encoding == "ULAW" else payload
        if len(pcm) % 2:
            raise CodecError("half a sample")
        if "chunk" not in media:
            return self._audio_of([pcm])
        return self._audio_of(self._order.push(number_of(media, "chunk"), pcm))

    @staticmethod
    def _audio_of(chunks: Sequence[bytes]) -> Sequence[Event]:
        return tuple(Audio(pcm) for pcm in chunks if pcm)

    @staticmethod
    def _told(message: dict[str, Any]) -> Sequence[Event]:
        kind = text_of(message, "type")
        if kind == "dtmf":
            return (Digit(digit_of(message, "digit")),)
        return (Notice(kind, {k: v for k, v in message.items() if k != "type"}),)

    def opening(self) -> str:
        """Without it VoxImplant plays nothing."""
        spoken = {"encoding": self._encoding, "sampleRate": self.rate_hz, "channels": 1}
        return self._message("start", {"tag": TAG, "mediaFormat": spoken})

    def audio(self, pcm: bytes) -> str:
        raw = mulaw.encode(pcm) if self._encoding == "ULAW" else pcm
        payload = binascii.b2a_base64(raw, newline=False).decode("ascii")
        # Fifty times a second and call: numbers and base64 need no JSON writer.
        text = (
            f'{{"event":"media","sequenceNumber":{self._sequence},"media":{{"tag":"{TAG}",'
            f'"chunk":{self._chunk},"timestamp":{self._samples},"payload":"{payload}"}}}}'
        )
        self._sequence += 1
        self._chunk += 1
        self._samples += len(pcm) // 2
        return text

    def mark(self, name: str) -> str | None:
        return None

    def clear(self, name: str) -> str:
        return json.dumps({"type": "clear", "id": name})

    def digits(self, digits: str) -> str:
        return json.dumps({"type": "dtmf", "digits": digits})

    def hang_up(self) -> str:
        return json.dumps({"type": "hangup"})

    def _message(self, event: str, content: dict[str, Any]) -> str:
        text = json.dumps({"event": event, "sequenceNumber": self._sequence, event: content})
        self._sequence += 1
        return text

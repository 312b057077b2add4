"""Twilio Media Streams, bidirectional (`<Connect><Stream>`): µ-law, 8 kHz, JSON text frames."""

import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any

from speaknode_worker.bridge import mulaw
from speaknode_worker.bridge.protocols.codec import (
    Audio,
    CodecError,
    Digit,
    Event,
    Notice,
    Played,
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

_MEDIA = '{"event":"media"'
_PAYLOAD = '"payload":"'


class TwilioCodec:
    rate_hz = 8000

    def __init__(self) -> None:
        self._head = self._tail = ""
        self._stream = ""

    def read(self, text: str) -> Sequence[Event]:
        # Fifty times a second and call: the payload is cut out, the rest of the JSON left unread.
        if self._stream and text.startswith(_MEDIA):
            start = text.find(_PAYLOAD) + len(_PAYLOAD)
            end = text.find('"', start)
            if start >= len(_PAYLOAD) < end and text.endswith("}") and '"inbound"' in text:
                try:
                    payload = binascii.a2b_base64(text[start:end], strict_mode=True)
                except ValueError:
                    return self._read(text)  # the JSON may spell base64 with escapes
                return (Audio(mulaw.decode(payload)),)
        return self._read(text)

    def _read(self, text: str) -> Sequence[Event]:
        message = to_object(text)
        reader = _READERS.get(text_of(message, "event"))
        if reader is None:
            return (Notice("unknown", {"event": message["event"]}),)
        return reader(self, message)

    def _connected(self, message: dict[str, Any]) -> Sequence[Event]:
        return ()

    def _start(self, message: dict[str, Any]) -> Sequence[Event]:
        start = part(message, "start")
        spoken = part(start, "mediaFormat")
        spoken_as = (text_of(spoken, "encoding"), number_of(spoken, "sampleRate"))
        if spoken_as != ("audio/x-mulaw", self.rate_hz):
            raise CodecError("the stream is not µ-law at 8 kHz")
        if self._stream:
            raise CodecError("a second start on one stream")
        self._stream = text_of(start, "streamSid")
        # The stream's id is constant, so both ends of our messages are.
        sid = json.dumps(self._stream)
        self._head = f'{{"event":"media","streamSid":{sid},"media":{{"payload":"'
        self._tail = '"}}'
        parameters = parameters_of(start.get("customParameters"))
        return (Started(self._stream, text_of(start, "callSid"), self.rate_hz, parameters),)

    def _media(self, message: dict[str, Any]) -> Sequence[Event]:
        media = part(message, "media")
        if not self._stream:
            raise CodecError("audio before the start of the stream")
        if media.get("track", "inbound") != "inbound":
            return ()
        return (Audio(mulaw.decode(payload_of(media))),)

    def _dtmf(self, message: dict[str, Any]) -> Sequence[Event]:
        return (Digit(digit_of(part(message, "dtmf"), "digit")),)

    def _mark(self, message: dict[str, Any]) -> Sequence[Event]:
        return (Played(text_of(part(message, "mark"), "name")),)

    def _stop(self, message: dict[str, Any]) -> Sequence[Event]:
        return (Stopped(),)

    def opening(self) -> str | None:
        return None

    def audio(self, pcm: bytes) -> str:
        payload = binascii.b2a_base64(mulaw.encode(pcm), newline=False).decode("ascii")
        return f"{self._head}{payload}{self._tail}"

    def mark(self, name: str) -> str:
        return self._message("mark", mark={"name": name})

    def clear(self, name: str) -> str:
        return self._message("clear")

    def digits(self, digits: str) -> str | None:
        return None

    def hang_up(self) -> str | None:
        return None

    def _message(self, event: str, **fields: object) -> str:
        return json.dumps({"event": event, "streamSid": self._stream, **fields})


_READERS: dict[str, Callable[[TwilioCodec, dict[str, Any]], Sequence[Event]]] = {
    "connected": TwilioCodec._connected,
    "start": TwilioCodec._start,
    "media": TwilioCodec._media,
    "dtmf": TwilioCodec._dtmf,
    "mark": TwilioCodec._mark,
    "stop": TwilioCodec._stop,
}

"""The carriers' media protocols, found by the carrier's name in the address of the socket."""

from collections.abc import Callable

from speaknode_worker.bridge.protocols.codec import Codec
from speaknode_worker.bridge.protocols.twilio import TwilioCodec
from speaknode_worker.bridge.protocols.voximplant import VoxImplantCodec

CODECS: dict[str, Callable[[], Codec]] = {
    "twilio": TwilioCodec,
    "voximplant": VoxImplantCodec,
}

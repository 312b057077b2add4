"""What LiveKit's native client says of itself stays native: warnings and errors, on stderr.

Its Python half would get every line, WebRTC's debugging included: 1,900 of them for a room that is joined, decoded
under the interpreter's lock and thrown away (50 ms of CPU).
"""

import os

from livekit.rtc import _ffi_client
from livekit.rtc.version import __version__

_LEVELS = "warn,libwebrtc=error"


def stay_native() -> None:
    """Before the first request of a process; RUST_LOG asks for more."""
    os.environ.setdefault("RUST_LOG", _LEVELS)
    native = _ffi_client.FfiClient.instance._ffi_lib
    native.livekit_ffi_initialize(
        _ffi_client.ffi_event_callback, False, b"python", __version__.encode("ascii")
    )

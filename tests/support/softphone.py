"""A real telephone: Debian's baresip, spoken through WAV files and led by its control socket."""

import contextlib
import json
import shutil
import socket
import subprocess
import time
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from infra.local import sip_certificate
from tests.support.livekit_server import free_ports

from speaknode_cli.caller.voice import RATE, synthesise

LINE_RATE = 8000
MODULES = Path("/usr/lib/baresip/modules")
SILENCE_S = 600
PATIENCE_S = 60
AUDIBLE = 0.005


def available() -> str:
    """Why there is no telephone here; empty: there is one."""
    missing = [name for name in ("baresip", "sipp") if not shutil.which(name)]
    return f"{' and '.join(missing)} missing: `make setup-phone`" if missing else ""


def free_sip_port() -> int:
    """baresip takes the port after it as well, for TLS, and does not start without."""
    while True:
        (port,) = free_ports(1)
        with contextlib.suppress(OSError, OverflowError), socket.socket() as after:
            after.bind(("127.0.0.1", port + 1))
            return port


def spoken(text: str) -> "np.ndarray[Any, np.dtype[np.int16]]":
    """As a telephone line carries it, `LINE_RATE` samples a second."""
    speech = synthesise(text, "en")
    samples = np.frombuffer(speech.pcm, dtype=np.int16)
    count = len(samples) * LINE_RATE // RATE
    at = np.arange(count) * RATE / LINE_RATE
    # A box of the ratio's width before decimation keeps the worst of the aliases out.
    smooth = np.convolve(samples, np.ones(3) / 3, mode="same")
    line: np.ndarray[Any, np.dtype[np.int16]] = np.interp(
        at, np.arange(len(samples)), smooth
    ).astype(np.int16)
    return line


@dataclass
class Softphone:
    directory: Path
    sip_port: int
    control: socket.socket
    process: "subprocess.Popen[bytes]"
    events: list[dict[str, Any]] = field(default_factory=list)
    _buffer: bytes = b""
    _said: int = 0
    _listened: int = 0

    def dial(self, number: str, gateway: tuple[str, int], *, transport: str = "udp") -> None:
        self._command("dial", f"sip:{number}@{gateway[0]}:{gateway[1]};transport={transport}")

    def hang_up(self) -> None:
        self._command("hangup", "")

    def press(self, digits: str) -> None:
        for digit in digits:
            self._command("sndcode", digit)
            time.sleep(0.3)

    def say(self, text: str, *, beep: bool = False) -> None:
        """Speaks now; after it (and the beep of a machine) there is silence."""
        line = spoken(text)
        if beep:
            tone = 8000 * np.sin(2 * np.pi * 1000 * np.arange(LINE_RATE // 2) / LINE_RATE)
            pause = np.zeros(LINE_RATE // 4, np.int16)
            line = np.concatenate([line, pause, tone.astype(np.int16)])
        self._said += 1
        path = self.directory / f"said-{self._said}.wav"
        write_wav(path, np.concatenate([line, np.zeros(LINE_RATE * SILENCE_S, np.int16)]))
        self._command("ausrc", f"aufile,{path}")

    def wait_for(self, *types: str, patience_s: float = PATIENCE_S) -> dict[str, Any]:
        """The first event of these types, e.g. CALL_ESTABLISHED, CALL_CLOSED, CALL_INCOMING."""
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            self._read()
            for event in self.events:
                if event.get("type") in types:
                    return event
        raise AssertionError(f"never came: {types}; came: {[e.get('type') for e in self.events]}")

    def got(self, type_: str) -> bool:
        self._read()
        return any(event.get("type") == type_ for event in self.events)

    def is_refused(self, *, within_s: float = 15) -> bool:
        """LiveKit answers a stranger with an error, or not at all: what counts is that nobody picks up."""
        try:
            event = self.wait_for("CALL_ESTABLISHED", "CALL_CLOSED", patience_s=within_s)
        except AssertionError:
            return True
        return bool(event["type"] == "CALL_CLOSED")

    def heard(self) -> "np.ndarray[Any, np.dtype[np.int16]]":
        """Everything that the other side said, once the call is over."""
        files = sorted(self.directory.glob("*-dec.wav"))
        return (
            np.concatenate([read_wav(path) for path in files]) if files else np.zeros(0, np.int16)
        )

    def hears(self) -> bool:
        """Whether something was to be heard since it was asked last, while the call goes on."""
        heard = self.heard()
        new, self._listened = heard[self._listened :], len(heard)
        return len(new) > 0 and float(np.sqrt(np.mean((new / 32768.0) ** 2))) > AUDIBLE

    def _command(self, name: str, params: str) -> None:
        text = json.dumps({"command": name, "params": params, "token": name})
        self.control.sendall(f"{len(text)}:{text},".encode())

    def _read(self) -> None:
        self.control.settimeout(0.2)
        with contextlib.suppress(TimeoutError):
            self._buffer += self.control.recv(65536)
        while b":" in self._buffer:
            head, _, rest = self._buffer.partition(b":")
            size = int(head)
            if len(rest) <= size:
                return
            message = json.loads(rest[:size])
            if message.get("event"):
                self.events.append(message)
            self._buffer = rest[size + 1 :]


@contextlib.contextmanager
def softphone(
    directory: Path,
    *,
    user: str = "caller",
    password: str = "",
    answers: bool = False,
    server: str = "127.0.0.1",
    port: int | None = None,
    tls: bool = False,
) -> Iterator[Softphone]:
    """`answers`: picks up what comes in. The line is G.711 at 8 kHz, both directions are recorded.

    `tls`: calls are taken at `port + 1` with the certificate `tls.pem` of the directory, and media are SRTP.
    """
    directory.mkdir(parents=True, exist_ok=True)
    control_port, rtp = free_ports(2)
    sip_port = port or free_sip_port()
    silence = directory / "silence.wav"
    write_wav(silence, np.zeros(LINE_RATE * SILENCE_S, np.int16))
    (directory / "config").write_text(_config(directory, server, sip_port, control_port, rtp))
    if tls:
        _secure(directory, server)
    mode = ";answermode=auto" if answers else ""
    mode += ";mediaenc=srtp-mand" if tls else ""
    mode += f";auth_user={user};auth_pass={password}" if password else ""
    (directory / "accounts").write_text(
        f"<sip:{user}@{server}:{sip_port}>;regint=0;audio_codecs=PCMU/8000/1{mode}\n"
    )
    (directory / "contacts").write_text("")
    with (directory / "baresip.log").open("wb") as log:
        process = subprocess.Popen(
            ["baresip", "-f", str(directory), "-v"], stdin=subprocess.PIPE, stdout=log, stderr=log
        )
        try:
            with _connect(control_port) as control:
                yield Softphone(directory, sip_port, control, process)
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
            process.kill()


def _config(directory: Path, server: str, sip_port: int, control: int, rtp: int) -> str:
    names = ("account", "menu", "ctrl_tcp", "g711", "aufile", "sndfile")
    modules = "\n".join(
        f"{'module_app' if name in names[:3] else 'module'} {name}.so" for name in names
    )
    return f"""sip_listen {server}:{sip_port}
rtp_ports {rtp}-{rtp + 20}
ctrl_tcp_listen 127.0.0.1:{control}
audio_player aufile,{directory}/player.wav
audio_source aufile,{directory}/silence.wav
audio_alert aufile,{directory}/alert.wav
ausrc_srate {LINE_RATE}
auplay_srate {LINE_RATE}
ausrc_channels 1
auplay_channels 1
audio_buffer 20-160
module_path {MODULES}
{modules}
snd_path {directory}
"""


def _secure(directory: Path, host: str) -> None:
    certificate, key = sip_certificate.make(host)
    (directory / "tls.pem").write_text(certificate + key)
    with (directory / "config").open("a") as config:
        config.write(f"sip_certificate {directory}/tls.pem\nmodule srtp.so\n")


def _connect(port: int) -> socket.socket:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 1)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def write_wav(path: Path, samples: "np.ndarray[Any, np.dtype[np.int16]]") -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(LINE_RATE)
        file.writeframes(samples.tobytes())


def read_wav(path: Path) -> "np.ndarray[Any, np.dtype[np.int16]]":
    """A recording may be cut: what is there counts, whatever its header says."""
    return np.frombuffer(path.read_bytes()[44:], dtype=np.int16)

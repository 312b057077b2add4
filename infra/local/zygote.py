"""Forks the emulator's function processes from one that has their libraries imported.

A function of ours imports for a second or more, and a new process comes with every parallel request.
Forked, it is there in a tenth of that, and shares the libraries' memory. Our own package is imported
here too; a fork that comes after one of its files has changed forgets it and imports it anew.

`python -m infra.local.zygote FD` serves requests that come over the socket FD; `Popen` makes them.
"""

import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, NoReturn

PRELOAD = (
    "aws_lambda_powertools",
    "aws_lambda_powertools.utilities.batch",
    "aws_lambda_powertools.utilities.idempotency",
    "boto3",
    "botocore.client",
    "botocore.httpsession",
    "botocore.parsers",
    "botocore.signers",
    "chalice",
    "cryptography.hazmat.primitives.asymmetric.rsa",
    "jsonschema",
    "jwt",
    "livekit.api",
    "pydantic",
    "pydantic_settings",
    "pynamodb.models",
    "pynamodb.transactions",
    "ulid",
    "urllib.request",
)
OURS = (
    "speaknode.calls.service",
    "speaknode.kit.consumer",
    "speaknode.telephony.service",
    "speaknode.wiring.parts.everything",
)
_MESSAGE_LIMIT = 262_144


class OurCode:
    """Our package as it was imported here."""

    def __init__(self, package: str) -> None:
        self._package = package
        found = sys.modules[package].__file__
        assert found is not None
        self._root = Path(found).parents[1]
        self._stamp = self._newest()

    def is_meant_by(self, env: Mapping[str, str]) -> bool:
        """Whether a function with that environment would import the very same files."""
        return str(self._root) in _python_path(env) and self._newest() == self._stamp

    def forget(self) -> None:
        for name in [
            n for n in sys.modules if n == self._package or n.startswith(f"{self._package}.")
        ]:
            del sys.modules[name]

    def _newest(self) -> tuple[int, int]:
        stamps = [file.stat().st_mtime_ns for file in (self._root / self._package).rglob("*.py")]
        return max(stamps), len(stamps)


def preload() -> None:
    for name in (*PRELOAD, *OURS):
        # A library that is gone costs its function a slower start, nothing more.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    # What is alive now stays in shared pages: the collector would write into them.
    gc.collect()
    gc.freeze()


def serve(channel: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    base_path = [entry for entry in sys.path if entry not in _python_path(os.environ)]
    ours = OurCode("speaknode") if "speaknode" in sys.modules else None
    while True:
        message, fds, _, _ = socket.recv_fds(channel, _MESSAGE_LIMIT, 3)
        if not message:
            return
        pid = os.fork()
        if pid == 0:
            channel.close()
            _become(json.loads(message), fds, base_path, ours)
        for fd in fds:
            os.close(fd)
        channel.send(str(pid).encode())


def _become(
    request: Mapping[str, Any], fds: list[int], base_path: list[str], ours: OurCode | None
) -> NoReturn:
    """Turns this fork into what `python SCRIPT` would have been."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for target, fd in enumerate(fds):
            os.dup2(fd, target)
            os.close(fd)
        os.environ.clear()
        os.environ.update(request["env"])
        time.tzset()
        os.chdir(request["cwd"])
        if ours and not ours.is_meant_by(os.environ):
            ours.forget()
        script = request["script"]
        sys.argv = [script]
        sys.path[:] = [str(Path(script).parent), *_python_path(os.environ), *base_path]
        runpy.run_path(script, run_name="__main__")
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 0
    except BaseException:  # noqa: BLE001 - as the interpreter does: told, and the end of the process
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _python_path(env: Mapping[str, str]) -> list[str]:
    return [entry for entry in env.get("PYTHONPATH", "").split(os.pathsep) if entry]


class Forked:
    """A forked process, as much of `subprocess.Popen` as the emulator uses."""

    def __init__(self, pid: int, stdin: int, stdout: int, stderr: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._closing = threading.Lock()
        self.stdin: IO[str] = os.fdopen(stdin, "w", buffering=1)
        self.stdout: IO[str] = os.fdopen(stdout)
        self.stderr: IO[str] = os.fdopen(stderr, errors="replace")
        try:
            self._handle = os.pidfd_open(pid)
        except ProcessLookupError:
            self._handle = -1
            self.returncode = -1

    def poll(self) -> int | None:
        self._look(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        self._look(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired("function", timeout or 0)
        return self.returncode

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    def _look(self, timeout: float | None) -> None:
        if self.returncode is not None or not select.select([self._handle], [], [], timeout)[0]:
            return
        with self._closing:  # several of the emulator's threads may look at once
            if self.returncode is None:
                # The kernel reaps for the zygote, so the code is not known; nobody asks for it.
                self.returncode = -1
                os.close(self._handle)


class Zygote:
    """The emulator's side."""

    def __init__(self) -> None:
        self._channel, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        argv = [sys.executable, "-m", __name__, str(far.fileno())]
        self._process = subprocess.Popen(argv, pass_fds=[far.fileno()], stdin=subprocess.DEVNULL)
        far.close()

    def close(self) -> None:
        self._channel.close()
        self._process.wait(timeout=5)

    def fork(self, script: str, cwd: str, env: Mapping[str, str]) -> Forked:
        message = json.dumps({"script": script, "cwd": cwd, "env": dict(env)}).encode()
        in_read, in_write = os.pipe()
        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        theirs = [in_read, out_write, err_write]
        try:
            with self._lock:
                socket.send_fds(self._channel, [message], theirs)
                answer = self._channel.recv(64)
            if not answer:
                raise ConnectionError("the zygote is gone")
        except OSError:
            for fd in (in_write, out_read, err_read):
                os.close(fd)
            raise
        finally:
            for fd in theirs:
                os.close(fd)
        return Forked(int(answer), in_write, out_read, err_read)


class Subprocess:
    """Stands in for the `subprocess` module: Python functions are forked, the rest is started."""

    def __init__(self, zygote: Zygote) -> None:
        self._zygote = zygote

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)

    def Popen(self, argv: list[str], **options: Any) -> Any:  # noqa: N802 - the module's name for it
        if argv[0] == sys.executable and len(argv) == 2:
            try:
                return self._zygote.fork(argv[1], options["cwd"], options["env"])
            except OSError:
                sys.stderr.write("the zygote does not answer: starting the function anew\n")
        return subprocess.Popen(argv, **options)


def is_supported() -> bool:
    return hasattr(os, "pidfd_open")


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as opened:
        preload()
        serve(opened)

"""Finds or fetches LiveKit server: PATH, cache, release, compiler, in this order.

`python -m infra.local.livekit_binary` does it ahead of time.
"""

import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import httpx
from infra.local.errors import LocalError

VERSION = "1.13.5"
RELEASE = f"https://github.com/livekit/livekit/releases/download/v{VERSION}"
# The release's own checksums.txt.
CHECKSUMS = {
    "linux_amd64": "c020fac437b7cc9b776eef1ad5ea8af77be9acfa07602eca20a3a44930dfbc70",
    "linux_arm64": "332015305518765fe05bad74fc3a9d9583e635e7dd130de3c4fc563d69c550f3",
}
Say = Callable[[str], None]


def cached() -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "speaknode" / f"livekit-server-{VERSION}"


def find() -> Path | None:
    """The binary if it is here already, at the version that everything was tested with."""
    on_path = shutil.which("livekit-server")
    for candidate in (Path(on_path) if on_path else None, cached()):
        if candidate and candidate.exists() and VERSION in version(candidate):
            return candidate
    return None


def version(binary: Path) -> str:
    try:
        return subprocess.run(
            [binary, "--version"], capture_output=True, text=True, timeout=10, check=False
        ).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def obtain(say: Say) -> Path:
    found = find()
    if found:
        return found
    cached().parent.mkdir(parents=True, exist_ok=True)
    say(f"fetching LiveKit server {VERSION}")
    if not _download(say):
        _compile(say)
    return cached()


def _target() -> str:
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    return f"{platform.system().lower()}_{machine}"


def _download(say: Say) -> bool:
    target = _target()
    if target not in CHECKSUMS:
        return False
    try:
        # A refused network must not hold up the compiler; the body may take its time.
        timeout = httpx.Timeout(60, connect=5)
        answer = httpx.get(
            f"{RELEASE}/livekit_{VERSION}_{target}.tar.gz", follow_redirects=True, timeout=timeout
        )
        answer.raise_for_status()
    except httpx.HTTPError as error:
        say(f"the release cannot be downloaded ({type(error).__name__})")
        return False
    if hashlib.sha256(answer.content).hexdigest() != CHECKSUMS[target]:
        raise LocalError(
            f"The download of LiveKit server {VERSION} does not match its checksum: "
            "not installed. Try again, or put livekit-server on PATH."
        )
    with tarfile.open(fileobj=io.BytesIO(answer.content)) as archive:
        member = archive.extractfile("livekit-server")
        if member is None:
            return False
        _install(member.read())
    return True


def _compile(say: Say) -> None:
    if not shutil.which("go"):
        raise LocalError(
            f"LiveKit server {VERSION} is missing: it could not be downloaded and Go is not "
            "installed. Install Go 1.26, or put livekit-server on PATH."
        )
    say("compiling LiveKit server with Go (about 4 minutes)")
    build = cached().parent / "build-livekit"
    env = {**os.environ, "GOBIN": str(build), "GOFLAGS": "-mod=mod"}
    done = subprocess.run(
        ["go", "install", f"github.com/livekit/livekit-server/cmd/server@v{VERSION}"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["go install gave no reason"])[-1]
        raise LocalError(f"Compiling LiveKit server failed: {reason}")
    # The command's folder is called `server`, so is the binary.
    _install((build / "server").read_bytes())
    shutil.rmtree(build, ignore_errors=True)


def _install(binary: bytes) -> None:
    partial = cached().with_suffix(".partial")
    partial.write_bytes(binary)
    partial.chmod(0o755)
    partial.replace(cached())


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    try:
        obtain(_say)
    except LocalError as error:
        sys.exit(str(error))

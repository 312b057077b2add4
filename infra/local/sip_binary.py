"""Finds or compiles LiveKit SIP. `python -m infra.local.sip_binary` does it ahead of time.

There is no release to download, and `go install` cannot build it: a tiny module that names it as a tool can.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from infra.local.errors import LocalError
from infra.local.livekit_binary import cached as livekit_cached

VERSION = "1.8.0"
PACKAGE = "github.com/livekit/sip"
MODULE = f"""module speaknode.local/livekit-sip

go 1.26

tool {PACKAGE}/cmd/livekit-sip

require {PACKAGE} v{VERSION}
"""
# Its Debian names: cgo needs them, and the programs the rest of the telephone is made of.
APT_PACKAGES = ("redis-server", "pkg-config", "libopus-dev", "libopusfile-dev", "libsoxr-dev")


def cached() -> Path:
    return livekit_cached().parent / f"livekit-sip-{VERSION}"


def find() -> Path | None:
    on_path = shutil.which("livekit-sip")
    for candidate in (cached(), Path(on_path) if on_path else None):
        if candidate and candidate.exists():
            return candidate
    return None


def obtain() -> Path:
    found = find()
    if found:
        return found
    if not shutil.which("go"):
        raise LocalError(f"LiveKit SIP {VERSION} is missing, and so is Go 1.26 to compile it.")
    sys.stderr.write(f"compiling LiveKit SIP {VERSION} with Go (about 4 minutes)\n")
    build = cached().parent / "build-sip"
    build.mkdir(parents=True, exist_ok=True)
    (build / "go.mod").write_text(MODULE)
    partial = cached().with_suffix(".partial")
    done = subprocess.run(
        ["go", "build", "-o", str(partial), f"{PACKAGE}/cmd/livekit-sip"],
        cwd=build,
        env={**os.environ, "GOFLAGS": "-mod=mod"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["go build gave no reason"])[-1]
        needed = " ".join(APT_PACKAGES[1:])
        raise LocalError(f"Compiling LiveKit SIP failed: {reason} (does it lack {needed}?)")
    partial.replace(cached())
    shutil.rmtree(build, ignore_errors=True)
    return cached()


if __name__ == "__main__":
    try:
        obtain()
    except LocalError as error:
        sys.exit(str(error))

"""Makes the zips: reproducible, so that an unchanged one is uploaded once."""

import hashlib
import io
import os
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

from infra.local.errors import LocalError
from infra.local.home import PROJECT

_EPOCH = (1980, 1, 1, 0, 0, 0)
_IGNORED = {"__pycache__", ".venv", "tests", "pyproject.toml", "Makefile"}


def stub() -> bytes:
    """Code for a function that runs from the working tree; never the same, so an update takes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("README", f"runs from the working tree since {time.time_ns()}")
    return buffer.getvalue()


def directory(path: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for file in sorted(path.rglob("*")):
            relative = file.relative_to(path)
            if file.is_file() and not _IGNORED.intersection(relative.parts):
                info = zipfile.ZipInfo(str(relative), _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = (0o755 if os.access(file, os.X_OK) else 0o644) << 16
                archive.writestr(info, file.read_bytes())
    return buffer.getvalue()


def layer(logical_id: str, source: Path, build: Path) -> bytes:
    """Builds a layer with its makefile, as `sam build` does."""
    artifacts = build / logical_id
    shutil.rmtree(artifacts, ignore_errors=True)
    artifacts.mkdir(parents=True, exist_ok=True)
    env = {**os.environ, "ARTIFACTS_DIR": str(artifacts)}
    done = subprocess.run(
        ["make", "-C", str(PROJECT / source), f"build-{logical_id}"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise LocalError(
            f"Building {logical_id} failed: {lines[-1] if lines else 'make gave no reason'}"
        )
    return directory(artifacts)


def key(content: bytes) -> str:
    return f"{hashlib.sha256(content).hexdigest()[:32]}.zip"

"""Starts MiniStack as an installation wants it: `python -m infra.local.emulator`.

Stock, it saves its state only on a clean stop, waits 50 ms for the log of a silent function,
hides the functions' output in CloudWatch, and starts an interpreter for each parallel call.
SIGUSR1 saves at once.
"""

import logging
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra.local import zygote
from infra.local.home import make_room

AUTOSAVE_S = 60.0
log = logging.getLogger("speaknode.emulator")


def _drain_fast(runtime: Any) -> None:
    runtime.Worker._drain_stderr_bounded.__defaults__ = (0.002, 0.001, 0.05)


def _write_function_logs(runtime: Any, path: Path) -> None:
    """Copies what the functions print to one file, each line with the function's name."""
    make_room(path)
    sink = path.open("a", buffering=1)

    def read_stderr(worker: Any) -> None:
        name = worker.func_name.split(":")[-1]
        for line in worker._proc.stderr:
            sink.write(
                f"{datetime.now(UTC):%H:%M:%S} {name}  {line}"
                if line.endswith("\n")
                else f"{line}\n"
            )
            worker._stderr_queue.put(line.rstrip("\n"))

    runtime.Worker._read_stderr = read_stderr


def _fork_functions(runtime: Any) -> None:
    if zygote.is_supported() and os.environ.get("SPEAKNODE_FORK") != "0":
        runtime.subprocess = zygote.Subprocess(zygote.Zygote())


def _autosave(app: Any, asked: threading.Event) -> None:
    while True:
        asked.wait(AUTOSAVE_S)
        asked.clear()
        try:
            app.save_all(app._build_persistence_save_dict())
        except (OSError, RuntimeError, TypeError, ValueError):
            # A table that changed under the copy: the next round has it.
            log.exception("autosave failed")


def main() -> None:
    from ministack import app
    from ministack.core import lambda_runtime

    _drain_fast(lambda_runtime)
    _fork_functions(lambda_runtime)
    if path := os.environ.get("SPEAKNODE_FUNCTION_LOG"):
        _write_function_logs(lambda_runtime, Path(path))
    # A line for each service at each save would bury what happens.
    logging.getLogger("persistence").setLevel(logging.WARNING)
    asked = threading.Event()
    threading.Thread(target=_autosave, args=(app, asked), daemon=True, name="autosave").start()
    signal.signal(signal.SIGUSR1, lambda *_: asked.set())
    sys.argv = ["ministack"]
    app.main()


if __name__ == "__main__":
    main()

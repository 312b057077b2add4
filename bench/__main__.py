"""`make bench`: all figures, or those named."""

import importlib
import os
import platform
import sys

NAMES = (
    "imports",
    "api",
    "turn",
    "added",
    "jobs",
    "knowledge",
    "bridge",
    "contacts",
    "campaign",
    "up",
)


def main() -> None:
    chosen = sys.argv[1:] or list(NAMES)
    unknown = [name for name in chosen if name not in NAMES]
    if unknown:
        raise SystemExit(f"no such figures: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python "
          f"{platform.python_version()}")  # fmt: skip
    for name in chosen:
        importlib.import_module(f"bench.{name}").run()


if __name__ == "__main__":
    main()

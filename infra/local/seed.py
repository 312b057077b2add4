"""Makes the demo space, its key and its agent: `python -m infra.local.seed` prints them as JSON.

A process of its own, because core reads its settings once from the environment, and the supervisor
outlives a deployment that may change them.
"""

import dataclasses
import json
import sys

from speaknode import demo


def main() -> None:
    json.dump(dataclasses.asdict(demo.seed()), sys.stdout)


if __name__ == "__main__":
    main()

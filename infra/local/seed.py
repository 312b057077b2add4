"""Makes the demo space, its key and its agent: `python -m infra.local.seed API_URL`.

A process of its own, because core reads its settings once from the environment, and the supervisor
outlives a deployment that may change them. What it made is kept in `.local/demo.json`.
"""

import dataclasses
import sys

from infra.local.home import Home, read_json, write_json

from speaknode import demo


def known(home: Home) -> demo.Demo | None:
    """What an earlier start made; None when there was none, or of a version that kept other facts."""
    facts = read_json(home.demo_file)
    try:
        return demo.Demo(**facts) if facts else None
    except TypeError:
        return None


def main(api_url: str) -> None:
    home = Home.from_env()
    made = demo.seed(api_url=api_url, known=known(home))
    write_json(home.demo_file, dataclasses.asdict(made))


if __name__ == "__main__":
    main(sys.argv[1])

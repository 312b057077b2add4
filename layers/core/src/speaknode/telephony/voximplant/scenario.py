"""The VoxEngine scenario that we generate: it holds no secret, only the names under which the application keeps them.

Every call asks us first where its audio goes: the answer is a socket address good for this call alone.
"""

from pathlib import Path

SECRETS = ("SPEAKNODE_HOOKS", "SPEAKNODE_KEY")
"""Where our webhooks are, and what the scenario signs its questions with."""


def text() -> str:
    return Path(__file__).with_name("scenario.js").read_text(encoding="utf-8")

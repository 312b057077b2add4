"""The media bridge's codecs, and the webhooks before them beside Twilio's validator on Flask."""

import importlib
import sys
from pathlib import Path

from bench.bridge import codecs


def run() -> None:
    codecs.run()
    sys.path.insert(0, str(Path(__file__).parents[2] / "functions"))
    importlib.import_module("bench.bridge.acks").run()

"""The media bridge: its codecs, webhooks beside Twilio's validator on Flask, whole calls beside pipecat's echo."""

import importlib
import sys
from pathlib import Path


def run() -> None:
    sys.path.insert(0, str(Path(__file__).parents[2] / "functions"))
    for name in ("codecs", "acks", "whole"):
        importlib.import_module(f"bench.bridge.{name}").run()

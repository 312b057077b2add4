"""What we add to a turn, to the millisecond: the same sound and the same scripted models for both, in one process.

`bench turn` hears both over LiveKit, where the offline recogniser's spread hides a few milliseconds. Here the
transcriber, the model and the voice take a fixed time each; what differs is what is between them.
"""

from bench.added.measure import run

__all__ = ["run"]

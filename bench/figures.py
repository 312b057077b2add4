"""Samples and how they are shown."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """Of one measured thing; `samples` in milliseconds."""

    name: str
    samples: tuple[float, ...]

    def at(self, quantile: float) -> float:
        """Nearest rank: a value that was really measured."""
        ordered = sorted(self.samples)
        return ordered[max(0, math.ceil(quantile * len(ordered)) - 1)]

    @property
    def p50(self) -> float:
        return self.at(0.5)

    @property
    def p99(self) -> float:
        return self.at(0.99)

    def row(self) -> str:
        return f"| {self.name} | {len(self.samples)} | {self.p50:.1f} | {self.p99:.1f} |"


def table(title: str, figures: Sequence[Figures]) -> str:
    head = ["", f"### {title}", "", "| what | runs | p50 ms | p99 ms |", "|---|---|---|---|"]
    return "\n".join([*head, *(figure.row() for figure in figures)])


def sample(name: str, work: Callable[[], object], runs: int, warm_up: int = 3) -> Figures:
    for _ in range(warm_up):
        work()
    samples: list[float] = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        samples.append((time.perf_counter() - began) * 1000)
    return Figures(name, tuple(samples))

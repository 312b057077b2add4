"""Latency of a session from the latencies of its turns."""

from collections.abc import Iterable

from speaknode.sessions.models import LatencySummary, SessionMetrics, Turn


def summarise(turns: Iterable[Turn]) -> SessionMetrics:
    turns = list(turns)
    return SessionMetrics(
        e2e=_summary(turn.metrics.e2e_ms for turn in turns),
        stt=_summary(turn.metrics.stt_ms for turn in turns),
        eou=_summary(turn.metrics.eou_ms for turn in turns),
        llm_ttft=_summary(turn.metrics.llm_ttft_ms for turn in turns),
        tts_ttfb=_summary(turn.metrics.tts_ttfb_ms for turn in turns),
    )


def _summary(values: Iterable[float | None]) -> LatencySummary | None:
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    return LatencySummary(
        p50_ms=_percentile(known, 0.5), p95_ms=_percentile(known, 0.95), count=len(known)
    )


def _percentile(ordered: list[float], share: float) -> float:
    """Nearest rank: a value that really occurred."""
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)

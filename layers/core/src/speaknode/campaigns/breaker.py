"""Whether too many calls fail, told from the counters as they were a while ago and as they are now."""

from datetime import datetime, timedelta

from speaknode.campaigns.models import Abandonment, AttemptOutcome, Breaker, Progress, Sample


def sampled(samples: list[Sample], progress: Progress, at: datetime, window_s: int) -> list[Sample]:
    """With the present one; of those from before the window only the last is kept, to count from."""
    now = Sample(
        at=at,
        calls=sum(progress.outcomes.values()),
        failures=progress.outcomes.get(AttemptOutcome.FAILED, 0),
    )
    if samples and (samples[-1].calls, samples[-1].failures) == (now.calls, now.failures):
        return samples
    begins = at - timedelta(seconds=window_s)
    before = [sample for sample in samples if sample.at <= begins]
    return [*before[-1:], *(sample for sample in samples if sample.at > begins), now]


def trips(breaker: Breaker, samples: list[Sample]) -> bool:
    if len(samples) < 2:
        return False
    calls = samples[-1].calls - samples[0].calls
    failures = samples[-1].failures - samples[0].failures
    return calls >= breaker.min_calls and failures >= breaker.failure_ratio * calls


def abandons(limit: Abandonment, progress: Progress, forgiven: Progress | None) -> bool:
    """Over all of its calls; those that were forgiven when somebody resumed it do not count."""
    since = forgiven or Progress()
    answered = progress.answered - since.answered
    abandoned = progress.abandoned - since.abandoned
    return answered >= limit.min_calls and abandoned > limit.ratio * answered

import pytest

from speaknode.calls import outcomes
from speaknode.sessions.models import EndFault, EndReason
from speaknode.telephony.models import CallOutcome


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (486, EndReason.BUSY),
        (600, EndReason.BUSY),
        (480, EndReason.NO_ANSWER),
        (408, EndReason.NO_ANSWER),
        (404, EndReason.INVALID_NUMBER),
        (484, EndReason.INVALID_NUMBER),
        (603, EndReason.DECLINED),
        (403, EndReason.DECLINED),
        (503, EndReason.CARRIER_REJECTED),
        (488, EndReason.CARRIER_REJECTED),
    ],
)
def test_a_sip_status_is_an_end_reason(status: int, reason: EndReason) -> None:
    assert outcomes.ending(outcomes.of_sip_status(status))[0] is reason


def test_ringing_out_has_no_status() -> None:
    assert outcomes.of_sip_status(None, timed_out=True) is CallOutcome.NO_ANSWER
    assert outcomes.ending(outcomes.of_sip_status(None)) == (EndReason.ERROR, EndFault.PLATFORM)


def test_every_outcome_but_an_answer_ends_the_session() -> None:
    for outcome in set(CallOutcome) - {CallOutcome.ANSWERED}:
        outcomes.ending(outcome)

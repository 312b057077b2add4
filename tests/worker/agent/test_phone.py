"""What becomes of a call that LiveKit SIP cannot make."""

import pytest
from livekit import api

from speaknode.sessions.models import EndFault, EndReason
from speaknode_worker.agent import phone


@pytest.mark.parametrize(
    ("code", "said", "rang_out", "reason", "fault"),
    [
        ("failed_precondition", "common audio codec not found", False,
         EndReason.CARRIER_REJECTED, EndFault.CARRIER),
        ("invalid_argument", "no such host", False,
         EndReason.CARRIER_REJECTED, EndFault.CARRIER),
        ("failed_precondition", "context deadline exceeded", True,
         EndReason.NO_ANSWER, EndFault.NONE),
        ("canceled", "sip request timed out", False, EndReason.NO_ANSWER, EndFault.NONE),
        ("unavailable", "no response from servers", False, EndReason.ERROR, EndFault.PLATFORM),
    ],
)  # fmt: skip
def test_whose_fault_it_is_that_nobody_was_reached(
    code: str, said: str, *, rang_out: bool, reason: EndReason, fault: EndFault
) -> None:
    error = api.TwirpError(code, f"twirp error unknown: {said}", status=412)
    ending = phone.refusal(error, rang_out=rang_out)
    assert (ending.reason, ending.fault, ending.detail) == (reason, fault, said)

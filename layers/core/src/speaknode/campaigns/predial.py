"""The owner's own check, asked over HTTP before each call."""

import json
from typing import Any

from speaknode.egress.fetch import Egress, Limits
from speaknode.kit.errors import SpeaknodeError, UnavailableError

LIMITS = Limits(total_s=5.0, max_bytes=65_536)


class HttpPredial:
    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    def allows(self, url: str, question: dict[str, Any]) -> tuple[bool, str | None]:
        try:
            answer = self._egress.fetch_blocking(
                "POST",
                url,
                headers={"Content-Type": "application/json"},
                content=json.dumps(question).encode(),
                limits=LIMITS,
            )
        except SpeaknodeError as error:
            raise UnavailableError("the eligibility check did not answer") from error
        try:
            said = json.loads(answer.body) if answer.status == 200 else None
        except ValueError:
            said = None
        if not isinstance(said, dict) or not isinstance(said.get("allow"), bool):
            raise UnavailableError("the eligibility check did not say whether to call")
        reason = said.get("reason")
        return said["allow"], str(reason)[:200] if reason else None

"""What is kept of a conversation's variables, and what its worker gets."""

from types import SimpleNamespace
from typing import Any

import pytest
from tests.support import builders

from speaknode.agents.models import AgentConfig, VariableValue
from speaknode.sessions.models import Channel
from speaknode.sessions.opening import Opening, draw_up

GIVEN: dict[str, VariableValue] = {
    "customer_name": "Ann Lee",
    "note": "write to ann@example.com",
    "visits": 3,
}
VARIABLES = [{"name": name, "type": "integer" if name == "visits" else "string"} for name in GIVEN]


class Nothing:
    def present(self, space_id: str, tool_ids: list[str]) -> list[Any]:
        return []


@pytest.mark.parametrize(
    ("privacy", "kept"),
    [
        ({}, GIVEN),
        ({"redact": ["email"]}, GIVEN | {"note": "write to [email]"}),
        (
            {"store": "without_pii"},
            GIVEN | {"customer_name": "[person_name]", "note": "write to [email]"},
        ),
        ({"store": "metadata_only"}, {}),
    ],
)
def test_variables_are_kept_as_the_transcript_is(privacy: Any, kept: dict[str, Any]) -> None:
    base = {"name": "Ada", "variables": VARIABLES, "privacy": privacy}
    config = AgentConfig.model_validate(base)
    nothing: Any = Nothing()
    agent: Any = SimpleNamespace(id="agt_1", space_id="spc_1")
    session, spec = draw_up(
        Opening(session_id="ses_1", channel=Channel.TEXT, variables=GIVEN),
        (agent, 1, config),
        agents=nothing,
        tools=nothing,
        at=builders.NOON,
    )
    assert session.variables == kept
    assert spec.variables == GIVEN

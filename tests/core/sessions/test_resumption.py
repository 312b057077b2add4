"""A conversation as the next worker finds it."""

from typing import Any

from tests.support.builders import NOON, journal_entry, session, spec_of, tool_call, turn

from speaknode.agents.abilities import HandoffContext
from speaknode.agents.models import AgentConfig
from speaknode.sessions.models import HandedOff, HandoffTarget, HandoffTrigger, SessionSpec
from speaknode.sessions.ports import SessionParts
from speaknode.sessions.resumption import as_left
from speaknode.tools.outcome import Exchange

BOTH: dict[str, Any] = {"locales": {"en": {}, "ru": {}}}


def spec() -> SessionSpec:
    billing = AgentConfig.model_validate({"name": "Billing"} | BOTH)
    target = HandoffTarget(agent_id="agt_2", agent_version=3, config=billing)
    front = AgentConfig.model_validate({"name": "Front"} | BOTH)
    return spec_of(session()).model_copy(
        update={"config": front, "handoff_targets": {"agt_2": target}, "variables": {"a": 1}}
    )


def given_to(agent_id: str) -> HandedOff:
    return HandedOff(
        id=agent_id, from_agent_id="agt_1", to_agent_id=agent_id, to_agent_name="x",
        to_agent_version=1, trigger=HandoffTrigger.CONDITION, rule="x", context=HandoffContext.ALL,
        kept_voice=False, at=NOON,
    )  # fmt: skip


def parts(**fields: Any) -> SessionParts:
    return SessionParts.none().model_copy(update=fields)


def test_what_was_collected_and_the_language_are_kept() -> None:
    said = [turn(0), turn(1).model_copy(update={"language": "ru"})]
    called = [tool_call().model_copy(update={"assigned": {"b": 2}})]
    found = as_left(spec(), parts(turns=said, tool_calls=called))
    assert (found.locale, found.variables) == ("ru", {"a": 1, "b": 2})


def test_what_tools_filled_in_is_known_as_it_is_though_the_record_is_redacted() -> None:
    told = tool_call(id="call_1", assigned={"mail": "[email]", "b": 2})
    answered = Exchange(assigned={"mail": "ann@example.com", "b": 2})
    untold = Exchange(assigned={"number": "+15550100"})
    journal = [
        journal_entry("ses_1", outcome=answered),
        journal_entry("ses_1", call_id="call_2", outcome=untold),
        journal_entry("ses_1", call_id="call_3"),
    ]
    found = as_left(spec(), parts(tool_calls=[told]), journal)
    assert found.variables == {"a": 1, "mail": "ann@example.com", "b": 2, "number": "+15550100"}


def test_the_agent_that_had_the_word_has_it_again() -> None:
    found = as_left(spec(), parts(handoffs=[given_to("agt_2")]))
    assert (found.agent_id, found.agent_version, found.config.name) == ("agt_2", 3, "Billing")
    assert found.handoff_targets["agt_1"].config.name == "Front"


def test_given_back_is_where_it_began() -> None:
    found = as_left(spec(), parts(handoffs=[given_to("agt_2"), given_to("agt_1")]))
    assert found == spec().model_copy(update={"session_id": found.session_id})


def test_nothing_was_said_yet() -> None:
    assert as_left(spec(), SessionParts.none()).locale == "en"

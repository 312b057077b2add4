"""What Twilio's webhooks are answered with, once they are known to be Twilio's."""

from datetime import timedelta
from xml.etree import ElementTree

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.telephony.twilio.test_carrier import account
from tests.core.telephony.webhooks import NUMBER, World
from tests.support.twilio.rest import SID

from speaknode.agents.answering import AnsweredBy
from speaknode.calls.errors import NobodyAnswersError
from speaknode.events.reports import CallAnswered, SessionEnded
from speaknode.kit.errors import ForbiddenError, InvalidError, NotFoundError, UnavailableError
from speaknode.sessions.models import EndReason, SessionStatus
from speaknode.telephony.twilio.webhook import TwilioWebhook

SECRET = "a-secret-of-at-least-thirty-two-characters"
CALL = {"CallSid": "CA1", "AccountSid": SID, "From": "+15550199", "To": NUMBER}


def webhook(world: World) -> TwilioWebhook:
    return TwilioWebhook(
        calls=world, sessions=world, numbers=world, reports=world, rooms=world, first_seen=world,
        clock=world.clock, public_url="https://v.example", bridge_url="wss://b.example",
        secret=SECRET,
    )  # fmt: skip


def ask(
    world: World, what: str, session: str = "", asked: str = "", **fields: str
) -> list[ElementTree.Element]:
    form = {name: [value] for name, value in {**CALL, **fields}.items()}
    query = {"session": session, "asked": asked} if asked else {"session": session}
    query = query if session else {}
    return list(ElementTree.fromstring(webhook(world).answer(account(), what, form, query)))


@pytest.fixture
def world() -> World:
    return World()


def test_a_call_is_brought_to_the_bridge(world: World) -> None:
    connect, redirect = ask(world, "voice")
    stream = connect[0]
    base, token = stream.attrib["url"].rsplit("/", 1)
    assert base == "wss://b.example/media/twilio"
    [session] = world.sessions.values()
    claims = jwt.decode(token, options={"verify_signature": False})  # its time is the test's
    assert claims["aud"] == "speaknode-bridge"
    assert (claims["session_id"], claims["caller"]) == (session.id, "+15550199")
    assert redirect.text == (
        f"https://v.example/hooks/twilio/spc_1/tel_1/after?session={session.id}"
    )


def test_told_twice_it_is_one_call(world: World) -> None:
    ask(world, "voice")
    world.now += timedelta(minutes=2)
    ask(world, "voice")
    assert len(world.sessions) == 1


def test_numbers_of_others_are_rejected(world: World) -> None:
    world.own("+15550002", account="tel_2")
    assert [verb.tag for verb in ask(world, "voice", To="+15550002")] == ["Reject"]
    assert [verb.tag for verb in ask(world, "voice", To="sip:x@y")] == ["Reject"]
    assert not world.sessions


def test_nobody_answers(world: World) -> None:
    world.trouble = NotFoundError("no agent")
    assert [verb.tag for verb in ask(world, "voice")] == ["Say", "Hangup"]
    world.own(fallback_destination={"number": "+15550123"})
    [dial] = ask(world, "voice")
    assert (dial.tag, dial[0].text) == ("Dial", "+15550123")
    assert dial.attrib["action"] == "https://v.example/hooks/twilio/spc_1/tel_1/dialed"
    world.trouble = UnavailableError("storage")  # the receiver says a word
    with pytest.raises(UnavailableError):
        ask(world, "voice")


@pytest.mark.parametrize(
    ("reason", "verbs"),
    [
        (EndReason.AGENT_HANGUP, ["Hangup"]), (EndReason.CALLER_HANGUP, ["Hangup"]),
        (EndReason.NEVER_JOINED, ["Say", "Hangup"]), (EndReason.WORKER_LOST, ["Say", "Hangup"]),
    ],
)  # fmt: skip
def test_after_the_stream(world: World, reason: EndReason, verbs: list[str]) -> None:
    session = world.add(status=SessionStatus.FAILED, end_reason=reason)
    assert [verb.tag for verb in ask(world, "after", session.id)] == verbs


def test_the_stream_closes_before_the_agents_end_is_known(world: World) -> None:
    world.own(fallback_destination={"number": "+15550177"})
    session = world.add(status=SessionStatus.ACTIVE, started_at=world.now)
    pause, redirect = ask(world, "after", session.id)
    assert (pause.tag, pause.attrib["length"]) == ("Pause", "1")
    assert redirect.text == (
        f"https://v.example/hooks/twilio/spc_1/tel_1/after?session={session.id}&asked=1"
    )
    failed = {"status": SessionStatus.FAILED, "end_reason": EndReason.ERROR}
    world.sessions[session.id] = session.model_copy(update=failed)
    [dial] = ask(world, "after", session.id, asked="1")
    assert (dial.tag, dial[0].text) == ("Dial", "+15550177")


@pytest.mark.parametrize("asked", ["5", "99", "-1", "²", "x"])
def test_an_end_that_is_never_known_is_not_waited_for_for_ever(world: World, asked: str) -> None:
    session = world.add(status=SessionStatus.ACTIVE, started_at=world.now)
    assert [verb.tag for verb in ask(world, "after", session.id, asked=asked)] == ["Hangup"]


@pytest.mark.parametrize(
    ("status", "sip", "reason"),
    [
        ("busy", "486", EndReason.BUSY), ("no-answer", "", EndReason.NO_ANSWER),
        ("canceled", "", EndReason.CANCELLED), ("failed", "404", EndReason.INVALID_NUMBER),
        ("failed", "480", EndReason.NO_ANSWER), ("failed", "503", EndReason.CARRIER_REJECTED),
    ],
)  # fmt: skip
def test_a_call_that_nobody_took_ends(
    world: World, status: str, sip: str, reason: EndReason
) -> None:
    session = world.add(channel="phone_out")
    ask(world, "status", session.id, CallStatus=status, SipResponseCode=sip)
    [report] = world.reports
    assert isinstance(report, SessionEnded)
    assert report.end_reason is reason
    assert world.deleted == [session.id]


@pytest.mark.parametrize("status", ["completed", "canceled", "no-answer"])
def test_a_caller_who_hung_up_before_the_agent_came(world: World, status: str) -> None:
    ask(world, "voice")
    [session] = world.sessions.values()
    ask(world, "status", CallStatus="in-progress")
    assert not world.reports
    ask(world, "status", CallStatus=status)
    [report] = world.reports
    assert isinstance(report, SessionEnded)
    assert (report.session_id, report.end_reason) == (session.id, EndReason.CALLER_HANGUP)
    assert world.deleted == [session.room_name]
    ask(world, "status", CallSid="CA-never-seen", CallStatus=status)


def test_the_bridge_tells_of_a_conversations_end(world: World) -> None:
    ask(world, "voice")
    [session] = world.sessions.values()
    world.add(id=session.id, status=SessionStatus.ACTIVE, started_at=world.now)
    ask(world, "status", CallStatus="completed")
    assert not world.reports


@pytest.mark.parametrize(
    ("status", "reason"), [("busy", EndReason.BUSY), ("canceled", EndReason.CALLER_HANGUP)]
)
def test_a_call_that_was_never_connected_ends_although_its_agent_is_there(
    world: World, status: str, reason: EndReason
) -> None:
    session = world.add(status=SessionStatus.ACTIVE, started_at=world.now)
    ask(world, "status", session.id, CallStatus=status)
    [report] = world.reports
    assert isinstance(report, SessionEnded)
    assert report.end_reason is reason


@given(st.permutations(["initiated", "ringing", "in-progress", "completed", "busy"]))
def test_an_end_stands_in_any_order(statuses: list[str]) -> None:
    world = World()
    session = world.add(status=SessionStatus.COMPLETED, end_reason=EndReason.AGENT_HANGUP)
    for status in statuses:
        ask(world, "status", session.id, CallStatus=status)
    assert not world.reports
    assert not world.deleted


def test_what_is_not_this_accounts_to_tell(world: World) -> None:
    foreign = world.add(space_id="spc_2")
    for what in ("status", "after", "answer"):
        with pytest.raises(ForbiddenError):
            ask(world, what, foreign.id, CallStatus="busy")
    with pytest.raises(ForbiddenError):
        ask(world, "voice", AccountSid="AC" + "b" * 32)
    assert not world.reports


def test_a_call_picked_up_after_its_end_is_hung_up(world: World) -> None:
    session = world.add(status=SessionStatus.FAILED, end_reason=EndReason.CANCELLED)
    assert [verb.tag for verb in ask(world, "answer", session.id)] == ["Hangup"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("human", AnsweredBy.HUMAN),
        ("machine_start", AnsweredBy.MACHINE),
        ("machine_end_beep", AnsweredBy.MACHINE),
        ("machine_end_silence", AnsweredBy.MACHINE),
        ("machine_end_other", AnsweredBy.MACHINE),
        ("fax", AnsweredBy.UNAVAILABLE),
        ("unknown", AnsweredBy.UNSURE),
    ],
)
def test_who_answered_by_twilios_ear(world: World, said: str, found: AnsweredBy) -> None:
    session = world.add(channel="phone_out")
    for _ in range(2):
        assert ask(world, "machine", session.id, AnsweredBy=said) == []
    reports = [report for report in world.reports if isinstance(report, CallAnswered)]
    assert {(report.session_id, report.answered_by) for report in reports} == {(session.id, found)}
    assert len({report.id for report in reports}) == 1


def test_a_verdict_about_another_spaces_call_is_refused(world: World) -> None:
    other = world.add(space_id="spc_2")
    with pytest.raises(ForbiddenError):
        ask(world, "machine", other.id, AnsweredBy="human")
    with pytest.raises(InvalidError):
        ask(world, "machine", world.add().id, AnsweredBy="")
    assert world.reports == []


@pytest.mark.parametrize("human", ["+15559999", None])
def test_a_number_without_an_agent_rings_its_human_or_says_so(
    world: World, human: str | None
) -> None:
    world.own(fallback_destination={"number": human} if human else None)
    world.trouble = NobodyAnswersError(NUMBER)
    said = [element.tag for element in ask(world, "voice")]
    assert said == (["Dial"] if human else ["Say", "Hangup"])


def test_a_bridge_that_was_never_reached_leads_to_the_human(world: World) -> None:
    world.own(fallback_destination={"number": "+15550177"})
    session = world.add()
    [dial] = ask(world, "after", session.id)
    assert (dial.tag, dial[0].text) == ("Dial", "+15550177")
    [report] = world.reports
    assert isinstance(report, SessionEnded)
    assert report.end_reason is EndReason.NEVER_JOINED


@pytest.mark.parametrize(
    ("went", "verbs"),
    [("completed", ["Hangup"]), ("busy", ["Say", "Hangup"]), ("no-answer", ["Say", "Hangup"])],
)
def test_a_human_who_does_not_answer_is_followed_by_a_word(
    world: World, went: str, verbs: list[str]
) -> None:
    assert [verb.tag for verb in ask(world, "dialed", DialCallStatus=went)] == verbs


def test_whom_we_called_is_not_given_to_somebody_else(world: World) -> None:
    session = world.add(channel="phone_out", called=NUMBER)
    assert [verb.tag for verb in ask(world, "after", session.id)] == ["Hangup"]

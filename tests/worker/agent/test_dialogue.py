"""Ada's conversations by text, in English and Russian, and what interruptions leave of them."""

from typing import Any

import pytest

from speaknode.agents.answering import AnsweredBy
from speaknode.agents.models import VariableValue
from speaknode.demo.ada import ada
from speaknode.demo.choice import Choice
from speaknode.providers.scripted.models import ScriptedSettings
from speaknode_worker.agent.offline.scripted.dialogue import (
    Action,
    CallTool,
    Dialogue,
    Event,
    Heard,
    Returned,
    Said,
    Say,
    Silent,
)

OFFLINE = Choice(llm=None, stt=None, tts=None)
SETTINGS = ScriptedSettings.model_validate(ada(OFFLINE, "tol_1").llm.params)
WEATHER: dict[str, Any] = {"sky": "sunny", "temperature_c": 18.0}


class Talk:
    """Both sides are heard in full unless a test says otherwise."""

    def __init__(self, language: str = "en") -> None:
        self.dialogue = Dialogue(SETTINGS, language)
        self.events: list[Event] = []

    def hear(self, text: str, *, reply_heard: bool = True) -> Action:
        self.events.append(Heard(text))
        action = self.dialogue.decide(self.events)
        if isinstance(action, Say) and reply_heard:
            self.events.append(Said())
        return action

    def returned(self, tool: str, result: Any, *, failed: bool = False) -> Action:
        self.events.append(Returned(tool, result, failed))
        return self.dialogue.decide(self.events)

    def says(self, text: str) -> str:
        action = self.hear(text)
        assert isinstance(action, Say)
        return action.text


def test_weather_calls_the_tool_and_tells_its_result() -> None:
    talk = Talk()
    assert talk.hear("Um, what's the weather today, please?") == CallTool(
        "get_weather", {"day": "today"}
    )
    assert talk.returned("get_weather", WEATHER) == Say("Today it is sunny, 18 degrees.")


def test_a_failed_tool_is_owned_up_to() -> None:
    talk = Talk()
    talk.hear("what is the weather")
    assert "cannot reach" in str(talk.returned("get_weather", {"error": "x"}, failed=True))


def test_booking_asks_for_what_is_missing_one_at_a_time() -> None:
    talk = Talk()
    assert talk.says("I want to book an appointment") == "Which day would you like?"
    assert talk.says("on Monday") == "At what time?"
    assert talk.says("10 o'clock") == "Monday at ten. Shall I book it?"
    assert talk.says("yes please") == "You are booked for Monday at ten. See you then!"


def test_booking_takes_everything_said_at_once() -> None:
    talk = Talk()
    assert "Shall I book it?" in talk.says("book an appointment on Friday at three o'clock")


def test_a_correction_is_asked_about_again() -> None:
    talk = Talk()
    talk.says("book an appointment on Friday at three")
    assert talk.says("no, Wednesday") == "Wednesday at three. Shall I book it?"
    assert "Wednesday" in talk.says("yes")


def test_no_cancels() -> None:
    talk = Talk()
    talk.says("book an appointment on Friday at three")
    assert talk.says("no") == "All right, I did not book anything."
    assert "did not get that" in talk.says("yes")


def test_a_question_nobody_heard_is_not_answered_by_yes() -> None:
    talk = Talk()
    talk.hear("book an appointment on Friday at three", reply_heard=False)
    action = talk.hear("yes")
    assert isinstance(action, Say)
    assert action.asks_to_confirm


def test_another_wish_in_the_middle_wins() -> None:
    talk = Talk()
    talk.says("I want to book an appointment")
    assert "Monday to Friday" in talk.says("what are your opening hours")


def test_nonsense_repeats_the_question() -> None:
    talk = Talk()
    talk.says("I want to book an appointment")
    assert talk.says("the purple elephant") == "Which day would you like?"


def test_goodbye_ends_the_call() -> None:
    assert Talk().hear("thank you, goodbye!") == Say("Goodbye, and take care!", end=True)


def test_nothing_heard_nothing_said() -> None:
    assert Dialogue(SETTINGS, "en").decide([Said()]) == Silent()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Какие у вас часы работы?", "с восьми утра"),
        ("Я хочу поговорить с человеком", "перезвонит"),
        ("абракадабра", "не поняла"),
    ],
)
def test_russian(said: str, answer: str) -> None:
    assert answer in Talk("ru").says(said)


def test_russian_booking() -> None:
    talk = Talk("ru")
    assert talk.says("Хочу записаться на приём") == "На какой день вас записать?"
    assert talk.says("в среду") == "На какое время?"
    assert "среда" in talk.says("в 10 часов")
    assert "Вы записаны" in talk.says("да, конечно")
    assert talk.hear("до свидания") == Say("До свидания, всего доброго!", end=True)


def test_an_open_slot_takes_any_answer_and_variables_are_filled() -> None:
    settings = ScriptedSettings.model_validate(
        {
            "rules": [
                {
                    "name": "message",
                    "patterns": {"en": ["leave a message [for {who}]"]},
                    "slots": [
                        {"name": "who", "prompt": {"en": "For whom?"}},
                        {"name": "text", "prompt": {"en": "What shall I tell {who}?"}},
                    ],
                    "reply": {"en": "I will tell {who} at {{clinic}}: {text}."},
                }
            ]
        }
    )
    variables: dict[str, VariableValue] = {"clinic": "Brownfield"}
    dialogue = Dialogue(settings, "en", variables)
    events: list[Event] = [Heard("I want to leave a message for doctor smith")]
    assert dialogue.decide(events) == Say("What shall I tell doctor smith?")
    variables["clinic"] = "Greenfield"  # as a tool's mapping does in mid-conversation
    events += [Said(), Heard("I am late")]
    assert dialogue.decide(events) == Say("I will tell doctor smith at Greenfield: i am late.")


def test_a_greeting_is_known_by_its_rule() -> None:
    rules = [
        {"name": "greeting", "patterns": {"en": ["leave a message"]}, "answered_by": "machine"},
        {"name": "other", "patterns": {"en": ["please leave a message now"]}, "reply": {"en": "x"}},
    ]
    dialogue = Dialogue(ScriptedSettings.model_validate({"rules": rules}), "en")
    assert dialogue.answered_by("please leave a message now") is AnsweredBy.MACHINE
    assert dialogue.answered_by("hello") is None
    # in the middle of the talk it is words like any other
    assert dialogue.decide([Heard("leave a message")]) == Say("Sorry, I did not understand that.")

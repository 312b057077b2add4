import pytest

from speaknode.agents.conversation import FirstMessageMode
from speaknode.agents.models import AgentConfig
from speaknode.agents.overrides import Overrides
from speaknode.agents.speech import LocaleConfig
from speaknode.agents.variables import Variable, VariableType
from speaknode.kit.errors import InvalidError

AGENT = AgentConfig(
    name="Ada",
    system_prompt="You sell.",
    first_message_mode=FirstMessageMode.USER,
    locales={
        "en": LocaleConfig(first_message="Hello."),
        "ru": LocaleConfig(first_message="Привет."),
    },
    variables=[Variable(name="who", type=VariableType.STRING)],
)


def test_only_what_is_given_changes() -> None:
    assert Overrides().applied(AGENT, "en", collected=frozenset()) == AGENT
    given = Overrides(first_message="Hi {{who}}.", silence_timeout_s=9)
    made = given.applied(AGENT, "en", collected=frozenset())
    said = {language: locale.first_message for language, locale in made.locales.items()}
    assert said == {"en": "Hi {{who}}.", "ru": "Привет."}
    assert (made.first_message_mode, made.silence_timeout_s) == (FirstMessageMode.AGENT, 9)
    assert made.system_prompt == "You sell."
    assert AgentConfig.model_validate(made.model_dump()) == made


def test_a_variable_that_nobody_fills_is_named() -> None:
    given = Overrides(system_prompt="{{order}} {{who}}", first_message="{{order}}")
    with pytest.raises(InvalidError) as caught:
        given.applied(AGENT, "en", collected=frozenset({"order"}))
    assert [field.pointer for field in caught.value.fields] == ["/overrides/first_message"]

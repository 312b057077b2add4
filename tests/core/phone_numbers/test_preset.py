from typing import Any

import pytest

from speaknode.agents.models import AgentConfig
from speaknode.agents.variables import Variable, VariableType
from speaknode.kit.errors import InvalidError
from speaknode.phone_numbers.models import NumberSettings
from speaknode.phone_numbers.preset import check_settings

AGENT = AgentConfig(name="Ada", variables=[Variable(name="floor", type=VariableType.INTEGER)])


def preset(**fields: Any) -> NumberSettings:
    return NumberSettings.model_validate(fields)


@pytest.mark.parametrize(
    ("settings", "pointer"),
    [
        (preset(locale="de"), "/settings/locale"),
        (preset(variables={"color": "red"}), "/settings/variables/color"),
        (preset(variables={"floor": "third"}), "/settings/variables/floor"),
    ],
)
def test_what_the_agent_does_not_take(settings: NumberSettings, pointer: str) -> None:
    with pytest.raises(InvalidError) as caught:
        check_settings(settings, AGENT)
    assert [field.pointer for field in caught.value.fields] == [pointer]


def test_what_the_agent_takes() -> None:
    check_settings(preset(locale="en", variables={"floor": 3}), AGENT)


def test_an_agent_that_was_changed_is_told_only_what_it_still_knows() -> None:
    stale = preset(locale="de", variables={"color": "red", "floor": 3}, ring_timeout_s=20)
    assert stale.fitting(AGENT) == preset(variables={"floor": 3}, ring_timeout_s=20)

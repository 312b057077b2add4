"""Which words lean on those before them."""

import pytest

from speaknode.knowledge.following import continues, refers


@pytest.mark.parametrize(
    "said",
    [
        "How long does it take?",
        "what do they cost",
        "how much?",
        "And now?",
        "Сколько это стоит?",
        "а зачем?",
    ],
)
def test_what_names_nothing_itself(said: str) -> None:
    assert refers(said)


@pytest.mark.parametrize(
    "said", ["and on Saturdays?", "okay, what about Sundays", "ну а в регионы?"]
)
def test_the_same_of_something_else(said: str) -> None:
    assert continues(said)


@pytest.mark.parametrize(
    "said",
    ["Is there a parking lot?", "Okay, great", "Do you do tattoos?", "спасибо", "какая погода", ""],
)
def test_what_stands_alone(said: str) -> None:
    assert not refers(said)
    assert not continues(said)

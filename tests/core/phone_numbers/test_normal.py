import pytest

from speaknode.phone_numbers.normal import normalised


@pytest.mark.parametrize(
    "text",
    [
        "+15550001",
        "1 (555) 00-01",
        "+1.555.0001",
        " 1555 0001 ",
        "15550001",
        "tel:+1-555-0001",
        "+1 555\u20110001",
        "1555/0001",
    ],
)
def test_one_number_has_one_form(text: str) -> None:
    assert normalised(text) == "+15550001"


@pytest.mark.parametrize(
    "text", ["", "+", "anonymous", "+0123", "+1234567890123456", "sip:a@b", "+1555\u0663\u0664"]
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="telephone number"):
        normalised(text)

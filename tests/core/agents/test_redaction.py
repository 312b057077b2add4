"""Personal data as people say it, in both languages; and what is none."""

from typing import Any

import pytest

from speaknode.agents.outcome import RedactCategory
from speaknode.agents.redaction import redact, redact_all

ALL = list(RedactCategory)


@pytest.mark.parametrize(
    ("category", "said", "kept"),
    [
        ("email", "write to ann.lee@example.co.uk please", "write to [email] please"),
        ("phone_number", "call me at +1 (415) 555-0100 or 4155550101", "call me at [phone_number] or [phone_number]"),
        ("credit_card", "it is 4111 1111 1111 1111 thanks", "it is [credit_card] thanks"),
        ("bank_account", "pay to DE89 3704 0044 0532 0130 00", "pay to [bank_account]"),
        ("bank_account", "мой счёт 40817810099910004312", "мой счёт [bank_account]"),
        ("ssn", "that is 078-05-1120", "that is [ssn]"),
        ("date_of_birth", "born on March 3, 1980 or 03.03.1980", "born on [date_of_birth] or [date_of_birth]"),
        ("date_of_birth", "родилась 3 марта 1980", "родилась [date_of_birth]"),
        ("passport", "my passport number is 512345678", "my passport number is [passport]"),
        ("passport", "паспорт 4509 123456", "паспорт [passport]"),
        ("driver_license", "license number is D1234567", "license number is [driver_license]"),
        ("medical_id", "my medicare number is 1EG4-TE5-MK73", "my medicare number is [medical_id]"),
        ("customer_account_number", "customer number is AB-1234", "customer number is [customer_account_number]"),
        ("password", "my password is hunter2!", "my password is [password]"),
        ("pin", "the PIN is 1 2 3 4", "the PIN is [pin]"),
        ("pin", "код 4321", "код [pin]"),
        ("address", "I live at 12 Baker Street in town", "I live at [address] in town"),
        ("address", "улица Ленина, дом 5, да", "[address], да"),
        ("person_name", "Hello, my name is Ann Lee and", "Hello, my name is [person_name] and"),
        ("person_name", "Меня зовут Анна Ли", "Меня зовут [person_name]"),
    ],
)  # fmt: skip
def test_what_is_found(category: str, said: str, kept: str) -> None:
    assert redact(said, [RedactCategory(category)]) == kept
    others = [other for other in ALL if other != category]
    assert f"[{category}]" not in redact(said, others)


@pytest.mark.parametrize(
    "said",
    [
        "what is the weather today", "I am here at ten, not at 11:30", "we are open from 8 to 18",
        "your order 12 costs 99.90 euros", "когда вы работаете", "я хочу записаться на вторник",
    ],
)  # fmt: skip
def test_plain_talk_stays(said: str) -> None:
    assert redact(said, ALL) == said


def test_every_category_is_looked_for() -> None:
    everything = "x" * 3
    assert redact(everything, ALL) == everything
    from speaknode.agents import redaction

    assert set(redaction._PATTERNS) == set(RedactCategory)


@pytest.mark.parametrize(
    ("field", "kept"),
    [
        ({"customerName": "ann"}, {"customerName": "[person_name]"}),
        ({"user": {"password": "hunter2"}}, {"user": {"password": "[password]"}}),
        ({"phone": 14155550100}, {"phone": "[phone_number]"}),
        ({"n": 4155550100.0, "pin": 1234}, {"n": "[phone_number]", "pin": "[pin]"}),
        ({"customer": "gold", "account": "A1"}, {"customer": "gold", "account": "[customer_account_number]"}),
        ({"url": "https://x.test/?to=ann%40example.com&p=%2B14155550100"}, {"url": "https://x.test/?to=[email]&p=[phone_number]"}),
        ({"url": "https://x.test/a%20b"}, {"url": "https://x.test/a%20b"}),
        ({"name": "", "email": None, "is_card": True}, {"name": "", "email": None, "is_card": True}),
        ({"filename_x": "a", "count": 3, "town": "Riga"}, {"filename_x": "a", "count": 3, "town": "Riga"}),
    ],
)  # fmt: skip
def test_a_field_is_known_by_its_name(field: dict[str, Any], kept: dict[str, Any]) -> None:
    assert redact_all(field, ALL) == kept


def test_what_tools_say_is_gone_through_to_the_leaves() -> None:
    exchange = {"to": ["a@b.io", {"mail": "c@d.io", "n": 4}], "ok": True}
    assert redact_all(exchange, [RedactCategory.EMAIL]) == {
        "to": ["[email]", {"mail": "[email]", "n": 4}], "ok": True,
    }  # fmt: skip

"""Ada: what she knows and how she says it, in English and Russian."""

from typing import Any

from speaknode.agents.models import LlmConfig, LocaleConfig, SttConfig, TtsConfig, Variable
from speaknode.agents.schemas import AgentCreate
from speaknode.demo.choice import Choice
from speaknode.providers.scripted.models import ScriptedSettings

WEATHER_TOOL: dict[str, Any] = {
    "code": "get_weather",
    "description": "Today's or tomorrow's weather at the clinic.",
    "parameters": {
        "type": "object",
        "properties": {"day": {"type": "string", "enum": ["today", "tomorrow"]}},
        "required": ["day"],
    },
    "timeout_ms": 5000,
    "pre_speech": "One moment, I will look.",
}

PROMPT = """You are Ada, the front desk of {{clinic_name}}, a small clinic. You speak on the phone: answer in one or two
short sentences, never with lists. The clinic is open Monday to Friday from eight in the morning to six in the evening.
Appointments are on weekdays at nine, ten, eleven, noon, two, three or four o'clock: ask for the day and the time, read
both back and ask for a yes before you confirm. For the weather call get_weather. If somebody wants a human, say that a
colleague will call them back within the hour. When somebody says goodbye, say goodbye and end the call."""

_DAYS = {
    "monday": "понедельник",
    "tuesday": "вторник",
    "wednesday": "среда",
    "thursday": "четверг",
    "friday": "пятница",
}
_RU_DAY_PHRASES = {
    "monday": "[в] понедельник",
    "tuesday": "[во] вторник",
    "wednesday": "[в] (среду | среда)",
    "thursday": "[в] четверг",
    "friday": "[в] (пятницу | пятница)",
}
_TIMES = {
    "09:00": ("nine", "девять"),
    "10:00": ("ten", "десять"),
    "11:00": ("eleven", "одиннадцать"),
    "12:00": ("noon", "двенадцать"),
    "14:00": ("two", "четырнадцать"),
    "15:00": ("three", "пятнадцать"),
    "16:00": ("four", "шестнадцать"),
}


def _day_slot() -> dict[str, Any]:
    return {
        "name": "day",
        "prompt": {"en": "Which day would you like?", "ru": "На какой день вас записать?"},
        "values": [
            {
                "value": day,
                "label": {"en": day.capitalize(), "ru": russian},
                "phrases": {"en": [f"[on] {day}"], "ru": [_RU_DAY_PHRASES[day]]},
            }
            for day, russian in _DAYS.items()
        ],
    }


def _time_slot() -> dict[str, Any]:
    return {
        "name": "time",
        "prompt": {"en": "At what time?", "ru": "На какое время?"},
        "values": [
            {
                "value": value,
                "label": {"en": english, "ru": russian},
                "phrases": {
                    "en": [f"[at] {english} [o'clock]"],
                    "ru": [f"[в | на] {russian} [часов | ноль ноль]"],
                },
            }
            for value, (english, russian) in _TIMES.items()
        ],
    }


def _booking() -> dict[str, Any]:
    return {
        "name": "book_appointment",
        "patterns": {
            "en": [
                "(i want to | i would like to | can i | i need to) (book | make) an appointment",
                "book an appointment [on {day}] [at {time}]",
            ],
            "ru": [
                "[я] (хочу | хотел бы | хотела бы | можно) записаться [на приём] [к врачу]",
                "запишите меня [на приём]",
            ],
        },
        "slots": [_day_slot(), _time_slot()],
        "confirm": {
            "en": "{day} at {time}. Shall I book it?",
            "ru": "{day}, {time} часов. Записать вас?",
        },
        "cancelled": {
            "en": "All right, I did not book anything.",
            "ru": "Хорошо, я ничего не записала.",
        },
        "reply": {
            "en": "You are booked for {day} at {time}. See you then!",
            "ru": "Вы записаны: {day}, {time} часов. До встречи!",
        },
    }


def _weather() -> dict[str, Any]:
    return {
        "name": "weather",
        "patterns": {
            "en": ["what is the weather [like] [today]", "how is the weather [today]"],
            "ru": ["какая [сегодня] погода [сегодня]", "что с погодой"],
        },
        "tool": {
            "name": "get_weather",
            "arguments": {"day": "today"},
            "reply": {
                "en": "Today it is {result.sky}, {result.temperature_c} degrees.",
                "ru": "Сегодня {result.temperature_c} градусов.",
            },
            "error_reply": {
                "en": "I am sorry, I cannot reach the weather service right now.",
                "ru": "Извините, служба погоды сейчас не отвечает.",
            },
        },
    }


def _opening_hours() -> dict[str, Any]:
    return {
        "name": "opening_hours",
        "patterns": {
            "en": [
                "what are your opening hours",
                "when are you open",
                "what time do you (open | close)",
            ],
            "ru": ["(какие у вас часы работы | когда вы работаете | до скольки вы работаете)"],
        },
        "reply": {
            "en": "We are open Monday to Friday, from eight in the morning to six in the evening.",
            "ru": "Мы работаем с понедельника по пятницу, с восьми утра до шести вечера.",
        },
    }


def _human() -> dict[str, Any]:
    return {
        "name": "human",
        "patterns": {
            "en": [
                "i want to (talk | speak) to a (human | person)",
                "(can | may) i (talk | speak) to somebody",
            ],
            "ru": [
                "[я] хочу поговорить с (человеком | оператором)",
                "соедините [меня] с (человеком | оператором)",
            ],
        },
        "reply": {
            "en": "Of course. A colleague will call you back within the hour.",
            "ru": "Конечно. Коллега перезвонит вам в течение часа.",
        },
    }


def _goodbye() -> dict[str, Any]:
    return {
        "name": "goodbye",
        "patterns": {
            "en": ["[thank you] (goodbye | bye [bye])"],
            "ru": ["[спасибо] (до свидания | пока)"],
        },
        "reply": {"en": "Goodbye, and take care!", "ru": "До свидания, всего доброго!"},
        "end": True,
    }


def _scripted() -> LlmConfig:
    settings = ScriptedSettings.model_validate(
        {
            "rules": [_weather(), _opening_hours(), _booking(), _human(), _goodbye()],
            "fallback": {
                "en": "Sorry, I did not get that. Ask me about the weather, our opening hours, or book an appointment.",
                "ru": "Простите, я не поняла. Можно спросить о погоде, о часах работы или записаться на приём.",
            },
        }
    )
    return LlmConfig(
        provider="scripted", params=settings.model_dump(mode="json", exclude_defaults=True)
    )


def ada(choice: Choice, weather_tool_id: str) -> AgentCreate:
    first_messages = {
        "en": "Hello, this is Ada at {{clinic_name}}. How can I help you?",
        "ru": "Здравствуйте, это Ада, {{clinic_name}}. Чем могу помочь?",
    }
    return AgentCreate(
        name="Ada",
        system_prompt=PROMPT,
        temperature=0.3,
        locales={
            language: LocaleConfig(
                first_message=text, tts=choice.tts or TtsConfig(provider="espeak")
            )
            for language, text in first_messages.items()
        },
        llm=choice.llm or _scripted(),
        stt=choice.stt or SttConfig(provider="pocketsphinx"),
        variables=[
            Variable(
                name="clinic_name",
                description="How Ada calls the clinic.",
                default="Greenfield Clinic",
            )
        ],
        tool_ids=[weather_tool_id],
    )

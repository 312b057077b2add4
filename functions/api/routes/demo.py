"""The demo's weather: made up from the date, and it says so. Only where the demo is enabled."""

import hashlib
from datetime import date, timedelta
from typing import Literal

from chalice.app import Blueprint
from pydantic import BaseModel, Field

from api.endpoint import endpoint
from speaknode.kit.clock import utc_now
from speaknode.kit.errors import InvalidError, NotFoundError
from speaknode.kit.models import Input
from speaknode.kit.settings import settings

routes = Blueprint(__name__)
_SKIES = ("sunny", "partly cloudy", "cloudy", "rainy")
_COLDEST_C, _SPAN_C = 8, 18


class WeatherQuery(Input):
    day: str = Field(
        default="today", max_length=20, description="today, tomorrow or a date such as 2026-11-20."
    )


class Weather(BaseModel):
    day: date
    sky: str
    temperature_c: int
    summary: str
    is_demo: Literal[True] = True
    note: str = "Demo data, derived from the date; not a forecast."


@endpoint(routes, "GET", "/v1/demo/weather")
def get_demo_weather(query: WeatherQuery) -> Weather:
    """Tell the demo's weather of a day."""
    if not settings().demo_enabled:
        raise NotFoundError("the demo is not enabled here", code="demo_disabled")
    return _weather(_day(query.day))


def _day(text: str) -> date:
    today = utc_now().date()
    named = {"today": today, "tomorrow": today + timedelta(days=1)}
    try:
        return named.get(text.strip().lower()) or date.fromisoformat(text)
    except ValueError as error:
        raise InvalidError.field(
            "/day", "must be today, tomorrow or a date such as 2026-11-20"
        ) from error


def _weather(day: date) -> Weather:
    digest = hashlib.sha256(day.isoformat().encode()).digest()
    sky, temperature_c = _SKIES[digest[0] % len(_SKIES)], _COLDEST_C + digest[1] % _SPAN_C
    return Weather(
        day=day, sky=sky, temperature_c=temperature_c, summary=f"{sky}, {temperature_c} degrees"
    )

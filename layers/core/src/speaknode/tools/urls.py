"""The address of a tool: a URL whose path and query may hold `{argument}`s and `{{variable}}`s."""

import re
from typing import Annotated
from urllib.parse import unquote

from pydantic import AfterValidator, Field, HttpUrl, TypeAdapter, ValidationError

_ENCODED = re.compile(r"(?:%7B|\{){1,2}[^/?#&={}]*?(?:%7D|\}){1,2}", re.I)
_URL: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)


def _canonical(text: str) -> str:
    """As browsers write it, but for its placeholders: no URL may hold braces, so they are set back."""
    try:
        url = _URL.validate_python(text)
    except ValidationError as error:
        raise ValueError(error.errors()[0]["msg"]) from error
    if "{" in unquote(url.host or ""):
        raise ValueError("the host cannot be filled in")
    return _ENCODED.sub(lambda found: unquote(found[0]), str(url))


UrlTemplate = Annotated[
    str,
    Field(max_length=2083, examples=["https://api.example.com/orders/{order_id}"]),
    AfterValidator(_canonical),
]

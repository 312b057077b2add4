"""Whether a question leans on the one before it: "and on Sundays?", "how much is it?", "а сколько это стоит?"."""

import re

from speaknode.knowledge.tokens import tokenize

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_EXISTING = re.compile(
    r"\b(?:is|are|was|were|will|be|get) there\b|\bthere(?:'s|\s+(?:is|are|was))\b"
)
_REFERRING_TEXT = """
    it it's its that that's this these those they they're them their there one ones both he she him
    это этого этому этим этом эта эту этой этот эти этих он она оно они его ее её их ему ей им ним ней
    нему нем нём него нее неё них ними там туда оттуда тогда такой такая такие столько
"""
_REFERRING = frozenset(_REFERRING_TEXT.split())
_CONTINUING = frozenset(
    ["and", "but", "or", "also", "then", "а", "и", "но", "или", "ещё", "еще", "также", "тогда"]
)
_ABOUT = re.compile(r"^(?:(?:ok|okay|ну|so|well|да|yes)\W+)*(?:what|how) about\b")
_LEADING = frozenset(
    ["ok", "okay", "so", "well", "yes", "yeah", "uh", "um", "ну", "да", "ага", "так", "хорошо"]
)
_ASKING = frozenset(
    tokenize(
        "how what when where which who why much many long often far soon cost price expensive"
        " сколько стоит стоить цена почем долго часто дорого далеко скоро срок почему зачем"
    )
)


def refers(said: str) -> bool:
    """To something that was named before; what it asks may stand beside that name alone."""
    told = _EXISTING.sub(" ", said.casefold())
    if not _REFERRING.isdisjoint(_WORD.findall(told)):
        return True
    words = tokenize(said)
    return _ASKING.issuperset(words) if words else continues(said)


def continues(said: str) -> bool:
    """The question before with something else in it."""
    told = said.casefold()
    words = iter(_WORD.findall(told))
    first = next((word for word in words if word not in _LEADING), "")
    return first in _CONTINUING or _ABOUT.match(told) is not None

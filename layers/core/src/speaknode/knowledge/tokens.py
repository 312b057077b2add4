"""Words as they are compared: without case, inflection and filling words. English and Russian, side by side.

What is spoken reaches us inflected ("доставкой", "deliveries"), so stems matter more than spelling.
"""

import re
from functools import cache, lru_cache
from typing import Any

_UNSPACED = "\u3040-\u30ff\u3400-\u9fff"
"""Chinese and Japanese: no space tells where a word ends."""
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_JOINED = re.compile(r"(?<![^\W_])[^\W\d_]{1,8}-[^\W\d_]{1,8}(?![^\W_]|-)")
"""Words that others write as one: wi-fi, x-ray, e-mail."""
_UNSPACED_START = re.compile(rf"[{_UNSPACED}]")
_CYRILLIC = re.compile(r"[а-яё]")
_LATIN = re.compile(r"[a-z]")
_FILLING_TEXT = """
    a about an and are as at be been but by can could did do does for from had has have he her hi
    hello him his how i if in into is it its just me my no not now of ok okay on or our please she so
    some tell than that the their them then there these they this to uh um us want was we well were
    what when where which who why will with would yes you your know need like got get
    а без бы был была были было быть в вам вас ведь во вот все всё вы где да даже для до его ее её
    если есть еще ещё же за здравствуйте и из или им их к как какая какие какой ко когда кто ли либо
    меня мне мой моя мы на над надо нас не него нее ней нет ни них но ну о об однако он она они оно
    от очень по под пожалуйста при про с сейчас скажите скажи со так также такой там те тем то того
    тоже той только том ты у уже хочу хотел хотела чем что чтобы чье чья эта эти это этот я можно
    могу подскажите расскажите привет
"""
_FILLING = frozenset(_FILLING_TEXT.split())


def tokenize(text: str) -> list[str]:
    plain = text.casefold()
    words = _WORD.findall(plain)
    joined = [word.replace("-", "") for word in _JOINED.findall(plain)]
    return [
        part for word in (*words, *joined) if word not in _FILLING for part in _comparable(word)
    ]


def _comparable(word: str) -> list[str]:
    if len(word) < 2 or not _UNSPACED_START.match(word):
        return [_stem(word)]
    return [word[place : place + 2] for place in range(len(word) - 1)]


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    word = word.replace("ё", "е")
    if _CYRILLIC.search(word):
        return str(_stemmer("russian").stemWord(word))
    if _LATIN.search(word):
        return str(_stemmer("english").stemWord(word))
    return word


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer  # 20 ms that only indexing and searching need

    return snowballstemmer.stemmer(language)

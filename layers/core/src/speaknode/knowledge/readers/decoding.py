"""Bytes to text, where nobody says for sure how it was written."""

import codecs
import re

_RUSSIAN_WORD = re.compile(r"[А-Яа-яЁё]{3,}")
_HIGH = re.compile(r"[^\x00-\x7f]")


def decode(content: bytes, charset: str | None = None) -> str:
    """The declared charset where it fits, else UTF-8/16, else the usual one of Russian or Western files."""
    for name in _candidates(content, charset):
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    russian = content.decode("cp1251", errors="replace")
    # Western accents read as Cyrillic stand alone between Latin letters; Russian comes in whole words.
    in_words = sum(map(len, _RUSSIAN_WORD.findall(russian)))
    is_russian = in_words > 0.5 * len(_HIGH.findall(russian))
    return russian if is_russian else content.decode("cp1252", errors="replace")


def _candidates(content: bytes, charset: str | None) -> list[str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    return [*([charset] if charset else []), "utf-8-sig"]

"""Bytes of a text file to text: nobody says for sure how it was written, Excel least of all."""

import codecs
import re
from collections.abc import Callable

from speaknode.kit.alphabets import likeliest

_SAMPLE_BYTES = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RUSSIAN_ENCODINGS = ("cp1251", "koi8-r", "cp866")
_RUSSIAN_WORD = re.compile(r"\b[А-ЯЁ]?[а-яё]{2,}\b")
_CONTROL = frozenset(range(32)) - frozenset(b"\t\n\r\x0b\x0c\x1a")


_STRAY = 0.01
"""Control characters that text may have lost its way with; of other files they are a tenth and more."""
_BROKEN = 0.1
"""Of the letters beyond ASCII those that are no UTF-8: in text of another encoding nearly all are none."""


class NotTextError(ValueError):
    """It was not written to be read."""


Guess = Callable[[bytes], str | None]


def decode(
    content: bytes,
    declared: str | None = None,
    *,
    is_lenient: bool = False,
    guess: Guess | None = None,
) -> tuple[str, str]:
    """The text and the name of its encoding: the declared one where it fits. Raises NotTextError.

    `is_lenient`: what is broken in it is marked, where the rest is beyond doubt. `guess` is asked of what is neither
    as declared nor UTF-8; Russian and Latin letters are told without it.
    """
    name = _encoding(content, declared, guess)
    try:
        text = content.decode(
            name, errors="replace" if is_lenient and name == "utf-8" else "strict"
        )
    except UnicodeDecodeError as error:
        raise NotTextError(f"the file is not whole {_plain(name)} text") from error
    if name.startswith("utf-16") and not _is_readable(text[:_SAMPLE_BYTES]):
        raise NotTextError("the file is not text")
    return text, _plain(name)


def _plain(name: str) -> str:
    return name.removesuffix("-sig")


def _encoding(content: bytes, declared: str | None, guess: Guess | None) -> str:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    sample = content[:_SAMPLE_BYTES]
    if wide := _wide(sample):
        return wide
    if sum(map(sample.count, map(_byte, _CONTROL))) > _STRAY * len(sample):
        raise NotTextError("the file is not text")
    # What is not ASCII fits UTF-8 by no accident, whatever a server says of all its pages.
    names = (declared, "utf-8") if content.isascii() else ("utf-8", declared)
    fitting = (name for name in names if name and _fits(content, name))
    told = next(fitting, None) or _broken_utf_8(sample)
    return told or (guess(content) if guess else None) or _old(content)


def _broken_utf_8(sample: bytes) -> str | None:
    text = sample.decode("utf-8", errors="replace")
    letters = sum(not letter.isascii() for letter in text)
    return "utf-8" if text.count("\ufffd") <= _BROKEN * letters else None


def _byte(number: int) -> bytes:
    return bytes((number,))


def _fits(content: bytes, name: str) -> bool:
    try:
        content.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _is_readable(text: str) -> bool:
    readable = sum(letter.isprintable() or letter.isspace() for letter in text)
    return readable >= (1 - _STRAY) * len(text)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: a delimiter or a line's end is a zero byte beside the character."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) / 20:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _old(content: bytes) -> str:
    """Of letters that are not ASCII only the lines that have some say anything."""
    lines = [line for line in content[: 64 * _SAMPLE_BYTES].splitlines() if not line.isascii()]
    sample = b"\n".join(lines[:500])[:_SAMPLE_BYTES]
    if russian := _russian(sample):
        return russian
    return likeliest(sample)


def _russian(sample: bytes) -> str | None:
    """One name is too little for statistics, but in the wrong encoding its letters make no word."""
    for name in _RUSSIAN_ENCODINGS:
        text = sample.decode(name, errors="replace")
        letters = sum(not character.isascii() for character in text)
        if sum(map(len, _RUSSIAN_WORD.findall(text))) > 0.7 * letters:
            return name
    return None

"""Bytes of a text file to text: nobody says how it was written, Excel least of all."""

import codecs
import re

from charset_normalizer import from_bytes

from speaknode.contacts.errors import NotATableError

_SAMPLE_BYTES = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD_ENCODINGS = ["cp1251", "cp1252", "latin-1", "cp1250"]
_RUSSIAN_ENCODINGS = ("cp1251", "koi8-r", "cp866")
_RUSSIAN_WORD = re.compile(r"\b[А-ЯЁ]?[а-яё]{2,}\b")
_CONTROL = frozenset(range(32)) - frozenset(b"\t\n\r\x0b\x0c\x1a")


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises NotATableError for what is no text."""
    name = _encoding(content)
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        raise NotATableError(f"the file is not whole {name} text") from error
    return text, name.removesuffix("-sig")


def _encoding(content: bytes) -> str:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    if wide := _wide(content[:_SAMPLE_BYTES]):
        return wide
    if _CONTROL & set(content[:_SAMPLE_BYTES]):
        raise NotATableError("the file is neither text (CSV) nor an Excel workbook (.xlsx)")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _old(content)
    return "utf-8"


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
    best = from_bytes(sample, cp_isolation=_OLD_ENCODINGS).best()
    return best.encoding if best else "cp1252"


def _russian(sample: bytes) -> str | None:
    """One name is too little for statistics, but in the wrong encoding its letters make no word."""
    for name in _RUSSIAN_ENCODINGS:
        text = sample.decode(name, errors="replace")
        letters = sum(not character.isascii() for character in text)
        if sum(map(len, _RUSSIAN_WORD.findall(text))) > 0.7 * letters:
            return name
    return None

"""Bytes to text, for documents."""

import codecs
import re

from speaknode.kit import encoding
from speaknode.knowledge.errors import UnreadableDocumentError

_SAMPLE_BYTES = 64 * 1024
_DENSE = 0.3
"""Of the bytes those beyond ASCII, in scripts that are not Latin."""
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
}
"""What is declared as the first is written in the second, as browsers know (encoding.spec.whatwg.org)."""
_OF_THEIR_SCRIPT = {
    "cp932": r"[\u3040-\u309f]",
    "shift_jis_2004": r"[\u3040-\u309f]",
    "euc_jp": r"[\u3040-\u309f]",
    "euc_jis_2004": r"[\u3040-\u309f]",
    "gb18030": r"[\u4e00-\u9fff]",
    "big5": r"[\u4e00-\u9fff]",
    "big5hkscs": r"[\u4e00-\u9fff]",
    "cp949": r"[\uac00-\ud7a3]",
    "cp1253": r"[\u0370-\u03ff]",
    "iso8859_7": r"[\u0370-\u03ff]",
    "cp1255": r"[\u05d0-\u05ea]",
    "cp1256": r"[\u0620-\u06ff]",
}
"""Encodings that nothing else tells, each with the letters that make up a good part of a text in it: Russian in
KOI8-R also decodes as Japanese, but without hiragana."""
_SCRIPT_SHARE = 0.2
_FAR_EASTERN = r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
_STOPS = re.compile(r"[ \n。、，]")


def decode(content: bytes, charset: str | None = None) -> str:
    """`charset`: what the document says of itself. Raises UnreadableDocumentError."""
    declared = _known(charset) if charset else None
    try:
        return encoding.decode(content, declared, is_lenient=True, guess=_guess)[0]
    except encoding.NotTextError as error:
        if text := _unmarked_utf_16(content):
            return text
        raise UnreadableDocumentError(str(error)) from error


def _known(charset: str) -> str | None:
    try:
        name = codecs.lookup(charset).name
    except LookupError:
        return None
    return _WIDER.get(name, name)


def _guess(content: bytes) -> str | None:
    """By statistics, for which a document has text enough."""
    from charset_normalizer import from_bytes

    sample = content[:_SAMPLE_BYTES]
    if sum(byte > 127 for byte in sample) < _DENSE * len(sample):
        return None
    names = [*_OF_THEIR_SCRIPT, "cp1251", "koi8_r"]
    best = from_bytes(sample, cp_isolation=names).best()
    name = best.encoding if best else ""
    return (
        name if name in _OF_THEIR_SCRIPT and _reads(content, name, _OF_THEIR_SCRIPT[name]) else None
    )


def _reads(content: bytes, name: str, letters: str) -> str | None:
    try:
        text = content.decode(name)
    except UnicodeDecodeError:
        return None
    return text if len(re.findall(letters, text)) > _SCRIPT_SHARE * len(text) else None


def _unmarked_utf_16(content: bytes) -> str | None:
    """Of a script that has hardly a zero byte in it."""
    texts = (_reads(content, name, _FAR_EASTERN) for name in ("utf-16-le", "utf-16-be"))
    return next((text for text in texts if text and _STOPS.search(text)), None)

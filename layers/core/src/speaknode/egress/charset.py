"""Bytes to text, by the character set that the far side names."""

import codecs
import re

import httpx

# Python has codecs that no web server means: some unpack (a bomb), some take minutes for a megabyte.
_CHARACTER_SETS = re.compile(
    r"utf-(8|16|32)|iso8859|cp\d|koi8|mac|ascii|big5|gb|hz|euc|shift_jis|johab|tis"
)


def decoded(body: bytes, headers: httpx.Headers) -> str:
    """UTF-8 where none is named that we know; what cannot be read is replaced."""
    try:
        named = codecs.lookup(_named(headers)).name
    except (LookupError, ValueError):
        named = ""
    return body.decode(named if _CHARACTER_SETS.match(named) else "utf-8", errors="replace")


def _named(headers: httpx.Headers) -> str:
    return httpx.Response(200, headers=headers).charset_encoding or ""

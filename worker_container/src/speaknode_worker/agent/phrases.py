"""Short things people say, recognised whatever case and punctuation the transcriber gives them."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
Words = tuple[str, ...]


def words_of(text: str) -> Words:
    return tuple(_WORD.findall(text.casefold().replace("’", "'")))


class Phrases:
    def __init__(self, phrases: Iterable[str]) -> None:
        found = {words_of(phrase) for phrase in phrases} - {()}
        self._known = sorted(found, key=len, reverse=True)

    def cover(self, text: str) -> bool:
        """Whether there is nothing in the text but these phrases."""
        words = words_of(text)
        rest = words
        while rest:
            found = next((known for known in self._known if rest[: len(known)] == known), None)
            if found is None:
                return False
            rest = rest[len(found) :]
        return bool(words)

    def within(self, text: str) -> bool:
        words = words_of(text)
        return any(
            words[start : start + len(known)] == known
            for known in self._known
            for start in range(len(words) - len(known) + 1)
        )

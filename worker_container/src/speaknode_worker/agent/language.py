"""Which of the agent's languages the caller speaks, from the words themselves."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from speaknode_worker.agent.phrases import words_of

_SCRIPTS = {
    "CYRILLIC": {"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg"},
    "GREEK": {"el"}, "ARABIC": {"ar", "fa", "ur", "ps"}, "HEBREW": {"he", "yi"},
    "CJK": {"zh", "ja"}, "HIRAGANA": {"ja"}, "KATAKANA": {"ja"}, "HANGUL": {"ko"},
    "THAI": {"th"}, "DEVANAGARI": {"hi", "mr", "ne"}, "ARMENIAN": {"hy"}, "GEORGIAN": {"ka"},
}  # fmt: skip
_SHARE = 0.7
_SURE = 0.8
_UNSPACED = {"CJK", "HIRAGANA", "KATAKANA", "THAI"}
_LETTERS_A_WORD = 2


def detect(text: str, locales: Iterable[str], *, min_words: int) -> str | None:
    """None: it cannot be told, or is none of the agent's."""
    script, letters = _script(text)
    words = len(words_of(text)) if script not in _UNSPACED else letters // _LETTERS_A_WORD
    if script is None or words < min_words:
        return None
    candidates = [locale for locale in locales if _written_in(locale[:2], script)]
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    return _by_words(text, candidates)


def _script(text: str) -> tuple[str | None, int]:
    letters = [unicodedata.name(letter, "?").split()[0] for letter in text if letter.isalpha()]
    if not letters:
        return None, 0
    script, found = Counter(letters).most_common(1)[0]
    return (script, found) if found >= _SHARE * len(letters) else (None, 0)


def _written_in(language: str, script: str) -> bool:
    if script == "LATIN":
        return not any(language in languages for languages in _SCRIPTS.values())
    return language in _SCRIPTS.get(script, ())


def _by_words(text: str, locales: list[str]) -> str | None:
    languages = {locale[:2]: locale for locale in reversed(locales)}
    cleaned = re.sub(r"\d+", " ", text).casefold()
    language, share = _identifier(tuple(sorted(languages))).classify(cleaned)
    return languages[language] if share >= _SURE and language in languages else None


@cache
def _identifier(languages: tuple[str, ...]) -> Any:
    """Loaded (0.5 s) by agents whose languages share a script."""
    from py3langid.langid import (  # type: ignore[import-untyped]
        MODEL_FILE,
        LanguageIdentifier,
    )

    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    made.set_languages([language for language in languages if language in made.nb_classes])
    return made

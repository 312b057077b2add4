"""Text as words are spoken: no case, no punctuation, numbers spelled, so that "10:30" is "ten thirty"."""

import re
import unicodedata

_DOT_BETWEEN_LETTERS = re.compile(r"(?<=\b\w)\.(?=\w\b|\s|$)")
_WORDS = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*")

_EN_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_RU_ONES = (
    "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать "
    "тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
)
_RU_TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"
_NUMERALS = {
    "en": (_EN_ONES.split(), _EN_TENS.split()),
    "ru": (_RU_ONES.split(), _RU_TENS.split()),
}
_CONTRACTIONS = {
    "what's": "what is", "where's": "where is", "when's": "when is", "how's": "how is",
    "who's": "who is", "it's": "it is", "that's": "that is", "i'd": "i would", "i'm": "i am",
    "i'll": "i will", "i've": "i have", "you're": "you are", "can't": "can not",
    "cannot": "can not", "don't": "do not", "won't": "will not",
}  # fmt: skip


def spoken_words(text: str, language: str = "en") -> list[str]:
    """Lower case, apostrophes kept ("o'clock" is a word of pronunciation dictionaries)."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("ё", "е").replace("\u2019", "'")
    plain = _DOT_BETWEEN_LETTERS.sub("", plain)
    found: list[str] = []
    for word in _WORDS.findall(plain):
        if word.isdigit():
            found.extend(spell(word, language))
        else:
            found.extend(_CONTRACTIONS.get(word, word).split())
    return found


def normalise(text: str, language: str = "en") -> str:
    """Words without apostrophes, each followed by one space: the ground that patterns match on."""
    return "".join(f"{word.replace(chr(39), '')} " for word in spoken_words(text, language))


def spell(digits: str, language: str) -> list[str]:
    """0–99 as a number, anything longer digit by digit; unknown languages keep the digits."""
    numerals = _NUMERALS.get(language[:2])
    if numerals is None or not digits.isascii():
        return [digits]
    ones, tens = numerals
    if len(digits) > 2:
        return [ones[int(digit)] for digit in digits]
    number = int(digits)
    if number < 20:
        return [ones[number]]
    return [tens[number // 10 - 2], *([ones[number % 10]] if number % 10 else [])]

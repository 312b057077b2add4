"""Which of the old encodings a text is in: its letters beyond ASCII are those of one language.

Statistics need more text than a column of names has: to `charset-normalizer` Peña and Peńa are equally good.
"""

import re

_ALPHABETS = {
    "cp1252": (
        "áéíñóúü¿¡ªº", "àáâãçéêíóôõúªº", "àâæçèéêëîïôœùûüÿ", "äöüß", "àèéìîòù",
        "åäöé", "åæøé", "áéëïóöüè", "áðéíóúýþæö", "àçèéíïòóúü·",
    ),
    "cp1250": (
        "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű",
        "ăâîşţ", "čćđšž",
    ),
}  # fmt: skip
_UKRAINIAN = re.compile(r"\b[абвгґдеєжзиіїйклмнопрстуфхцчшщьюя]+\b")


def likeliest(sample: bytes) -> str:
    """The encoding in which one alphabet has most of the sample's letters; of two equals the commoner one."""
    latin = max(_ALPHABETS, key=lambda encoding: _fit(sample, encoding))
    words = _UKRAINIAN.findall(sample.decode("cp1251", errors="replace").casefold())
    return "cp1251" if sum(map(len, words)) > _fit(sample, latin) else latin


def _fit(sample: bytes, encoding: str) -> int:
    text = sample.decode(encoding, errors="replace").casefold()
    return max(sum(map(text.count, alphabet)) for alphabet in _ALPHABETS[encoding])

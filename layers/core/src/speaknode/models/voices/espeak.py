"""eSpeak NG's voices: one for each language, shipped with the worker."""

from speaknode.models.models import Voice
from speaknode.models.voices.static import StaticVoices

_LANGUAGES = (
    ("en-us", "English (America)", "en-US"), ("en-gb", "English (Great Britain)", "en-GB"),
    ("ru", "Russian", "ru"), ("de", "German", "de"), ("fr", "French", "fr"), ("es", "Spanish", "es"),
    ("it", "Italian", "it"), ("pt", "Portuguese", "pt"), ("pt-br", "Portuguese (Brazil)", "pt-BR"),
    ("pl", "Polish", "pl"), ("uk", "Ukrainian", "uk"), ("cs", "Czech", "cs"), ("nl", "Dutch", "nl"),
    ("sv", "Swedish", "sv"), ("nb", "Norwegian", "nb"), ("da", "Danish", "da"), ("fi", "Finnish", "fi"),
    ("tr", "Turkish", "tr"), ("el", "Greek", "el"), ("hu", "Hungarian", "hu"), ("ro", "Romanian", "ro"),
    ("kk", "Kazakh", "kk"), ("hi", "Hindi", "hi"), ("vi", "Vietnamese", "vi"), ("ar", "Arabic", "ar"),
)  # fmt: skip

LISTER = StaticVoices(
    "espeak",
    tuple(
        Voice(provider="espeak", voice=voice, title=title, languages=[language])
        for voice, title, language in _LANGUAGES
    ),
)

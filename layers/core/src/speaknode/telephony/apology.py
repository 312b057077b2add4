"""What a caller hears whom no agent answers."""

APOLOGY = {
    "en": "I am sorry, nobody can take your call right now. Please call again later.",
    "ru": "Извините, сейчас никто не может ответить. Пожалуйста, перезвоните позже.",
}


def apology(language: str | None) -> tuple[str, str]:
    """The language that it is in, and the words."""
    short = (language or "en").split("-")[0]
    return (short, APOLOGY[short]) if short in APOLOGY else ("en", APOLOGY["en"])

"""What we tell Twilio to do with a call."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from speaknode.telephony import apology as apologies

CONTENT_TYPE = "text/xml; charset=utf-8"
_VOICE_LANGUAGES = {"en": "en-US", "ru": "ru-RU"}


def connect(url: str, *, after: str, status: str, parameters: Mapping[str, str]) -> str:
    """Both ways to the media bridge; `after` decides what follows when the bridge closes the socket."""
    response = Element("Response")
    # A stream's URL keeps no query: what identifies the call is in its path.
    stream = SubElement(SubElement(response, "Connect"), "Stream", url=url, statusCallback=status)
    for name, value in parameters.items():
        SubElement(stream, "Parameter", name=name, value=value)
    SubElement(response, "Redirect", method="POST").text = after
    return _text(response)


def dial(number: str, *, caller_id: str, timeout_s: int = 30, action: str) -> str:
    """`action` says what follows, however it went."""
    response = Element("Response")
    attributes = {"answerOnBridge": "true", "timeout": str(timeout_s), "callerId": caller_id}
    attributes["action"] = action
    SubElement(SubElement(response, "Dial", attributes), "Number").text = number
    return _text(response)


def ask_again(url: str, *, after_s: int = 1) -> str:
    response = Element("Response")
    SubElement(response, "Pause", length=str(after_s))
    SubElement(response, "Redirect", method="POST").text = url
    return _text(response)


def apology(language: str = "en") -> str:
    response = Element("Response")
    short, text = apologies.apology(language)
    SubElement(response, "Say", language=_VOICE_LANGUAGES[short]).text = text
    SubElement(response, "Hangup")
    return _text(response)


def hang_up() -> str:
    response = Element("Response")
    SubElement(response, "Hangup")
    return _text(response)


def reject(reason: str = "rejected") -> str:
    response = Element("Response")
    SubElement(response, "Reject", reason=reason)
    return _text(response)


def nothing() -> str:
    return _text(Element("Response"))


def _text(response: Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>' + tostring(response, encoding="unicode")

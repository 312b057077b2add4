"""Reading JSON that a carrier sent, when it may be anything at all."""

import binascii
import json
from collections.abc import Mapping
from typing import Any

from speaknode_worker.bridge.protocols.codec import CodecError

DIGITS = frozenset("0123456789*#ABCD")


def to_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CodecError("the message is not JSON") from error
    if not isinstance(value, dict):
        raise CodecError("the message is not an object")
    return value


def part(message: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = message.get(name)
    if not isinstance(value, dict):
        raise CodecError(f"the message has no {name!r} object")
    return value


def text_of(message: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = message.get(name, default)
    if not isinstance(value, str):
        raise CodecError(f"{name!r} is not a text")
    return value


def number_of(message: Mapping[str, Any], name: str, default: int | None = None) -> int:
    """Whole numbers come as numbers or, from some, as text."""
    value = message.get(name, default)
    if isinstance(value, str) and len(value) <= 20 and value.isascii() and value.isdigit():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 64:
        raise CodecError(f"{name!r} is not a number")
    return value


def digit_of(message: Mapping[str, Any], name: str) -> str:
    digit = text_of(message, name).upper()
    if digit not in DIGITS:
        raise CodecError("that is no key of a phone")
    return digit


def payload_of(media: Mapping[str, Any]) -> bytes:
    try:
        return binascii.a2b_base64(text_of(media, "payload"), strict_mode=True)
    except ValueError as error:
        raise CodecError("the payload is not base64") from error


def parameters_of(value: object) -> dict[str, str]:
    """Custom parameters: an object of texts, by VoxImplant sometimes that object as a text."""
    if isinstance(value, str):
        value = to_object(value) if value else {}
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise CodecError("the parameters are not an object")
    return {str(key): str(item) for key, item in value.items()}

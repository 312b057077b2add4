"""Twilio's webhooks, `/hooks/twilio/{space_id}/{account_id}/{what}`: signed with the account's token; TwiML back."""

import base64
from typing import Any
from urllib.parse import parse_qs

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from speaknode import wiring
from speaknode.kit.errors import ForbiddenError, NotFoundError, SpeaknodeError
from speaknode.kit.settings import settings
from speaknode.telephony.models import OpenAccount
from speaknode.telephony.twilio import hooks, twiml
from speaknode.telephony.twilio.config import TwilioSettings
from speaknode.telephony.twilio.signature import is_signed

logger = Logger(service="inbound.twilio")
_MAX_BODY = 64 * 1024
Form = dict[str, list[str]]
Answer = dict[str, Any]


def handler(event: dict[str, Any], context: LambdaContext) -> Answer:
    """200 with TwiML; 403: not signed, or not theirs; 503: could not be done (Twilio says so to nobody)."""
    try:
        space_id, account_id, what = _address(event)
        account = _account(space_id, account_id)
        form = _checked_form(event, account)
        said = wiring.twilio_webhook().answer(account, what, form, _query(event))
    except ForbiddenError as error:
        logger.warning("webhook refused", extra={"code": error.code, "path": event.get("path")})
        return {"statusCode": 403, "body": ""}
    except SpeaknodeError as error:
        logger.error("webhook failed", extra={"code": error.code, "error": error.message})
        if _is_call(event):  # the caller hears a word rather than Twilio's own error
            return _xml(twiml.apology())
        return {"statusCode": 503, "body": ""}
    logger.info("webhook answered", extra={"what": what, "call": form.get("CallSid", [""])[0]})
    return _xml(said)


def _address(event: dict[str, Any]) -> tuple[str, str, str]:
    parts = str(event.get("path", "")).strip("/").split("/")
    marker = parts.index("twilio") if "twilio" in parts else len(parts)
    rest = parts[marker + 1 :]
    if len(rest) != 3 or rest[2] not in hooks.ALL:
        raise ForbiddenError("no such webhook", code="unknown_webhook")
    return rest[0], rest[1], rest[2]


def _is_call(event: dict[str, Any]) -> bool:
    return str(event.get("path", "")).endswith((hooks.VOICE, hooks.ANSWER, hooks.AFTER))


def _account(space_id: str, account_id: str) -> OpenAccount:
    try:
        _, account = wiring.telephony().opened(space_id, account_id)
    except NotFoundError as error:
        # Whoever guesses addresses learns nothing of which exist.
        raise ForbiddenError("no such account", code="unknown_account") from error
    if not isinstance(account.settings, TwilioSettings):
        raise ForbiddenError("not an account at Twilio", code="unknown_account")
    return account


def _checked_form(event: dict[str, Any], account: OpenAccount) -> Form:
    body = event.get("body") or ""
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else str(body).encode()
    if len(raw) > _MAX_BODY:
        raise ForbiddenError("too much", code="too_large")
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    form = parse_qs(raw.decode("utf-8", "replace"), keep_blank_values=True)
    token = account.settings.auth_token.get_secret_value()
    if not is_signed(token, headers.get("x-twilio-signature", ""), _url(event), form):
        raise ForbiddenError("not signed by Twilio", code="bad_signature")
    return form


def _url(event: dict[str, Any]) -> str:
    """As Twilio called it: our public address, which no header can change, and the query as it was given."""
    _, hook, rest = str(event["path"]).partition("/hooks/")
    url = settings().public_url.rstrip("/") + hook + rest
    query = "&".join(f"{name}={value}" for name, value in _query(event).items())
    return f"{url}?{query}" if query else url


def _query(event: dict[str, Any]) -> dict[str, str]:
    """One at most is ours, `session`, whose value needs no escaping."""
    return dict(event.get("queryStringParameters") or {})


def _xml(text: str) -> Answer:
    return {"statusCode": 200, "headers": {"Content-Type": twiml.CONTENT_TYPE}, "body": text}

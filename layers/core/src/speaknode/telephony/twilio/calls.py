"""Calls that Twilio dials: made once, found again when its answer was lost, ended."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from ulid import ULID

from speaknode.kit.errors import NotFoundError
from speaknode.telephony.models import CarrierCall, OpenAccount, OutboundCall
from speaknode.telephony.twilio import hooks
from speaknode.telephony.twilio.client import (
    Json,
    TwilioClient,
    TwilioRefusedError,
    TwilioTimeoutError,
)
from speaknode.telephony.twilio.config import Answering, TwilioSettings

EVENTS = ["initiated", "ringing", "answered", "completed"]
_OVER = (20404, 21220)
_CLOCKS_APART = timedelta(seconds=60)
_DETECTION = {Answering.DETECT: "Enable", Answering.MESSAGE_END: "DetectMessageEnd"}


def dial(
    client: TwilioClient, account: OpenAccount, call: OutboundCall, public_url: str
) -> CarrierCall:
    """Twilio takes no idempotency key, so what is there already is looked for before, and after a time-out."""
    if known := find(client, call):
        return known
    try:
        made = client.post("Calls.json", _order(account, call, public_url))
    except TwilioTimeoutError:
        if known := find(client, call):
            return known
        raise
    return CarrierCall(ref=str(made["sid"]))


def find(client: TwilioClient, call: OutboundCall) -> CarrierCall | None:
    """The call of this session: between its numbers, and made since the session was."""
    since = _made_at(call.session_id) - _CLOCKS_APART
    query = {"To": call.to, "From": call.from_, "StartTime>": since.strftime("%Y-%m-%d")}
    # A queued call has no start time yet and is left out above, so both are asked.
    for asked in (query, {"To": call.to, "From": call.from_, "Status": "queued"}):
        for row in client.get("Calls.json", asked).get("calls", []):
            if _created(row) >= since:
                return CarrierCall(ref=str(row["sid"]))
    return None


def hang_up(client: TwilioClient, call: CarrierCall) -> None:
    _update(client, call, {"Status": "completed"})


def _update(client: TwilioClient, call: CarrierCall, form: dict[str, str]) -> None:
    try:
        client.post(f"Calls/{call.ref}.json", form)
    except NotFoundError:
        return
    except TwilioRefusedError as error:
        if error.number not in _OVER:
            raise


def _order(account: OpenAccount, call: OutboundCall, public_url: str) -> dict[str, str | list[str]]:
    settings: TwilioSettings = account.settings

    def hook(what: str) -> str:
        return hooks.url(public_url, account.space_id, account.id, what, session=call.session_id)

    order: dict[str, str | list[str]] = {
        "To": call.to,
        "From": call.from_,
        "Url": hook(hooks.ANSWER),
        "Method": "POST",
        "FallbackUrl": hook(hooks.ANSWER),
        "FallbackMethod": "POST",
        "Timeout": str(call.ring_timeout_s),
        "TimeLimit": str(call.max_duration_s),
        "StatusCallback": hook(hooks.STATUS),
        "StatusCallbackMethod": "POST",
        "StatusCallbackEvent": EVENTS,
    }
    if settings.answering_machine is not Answering.OFF:
        # Asynchronous: a person would else hear four seconds of silence.
        order |= {
            "MachineDetection": _DETECTION[settings.answering_machine],
            "AsyncAmd": "true",
            "AsyncAmdStatusCallback": hook(hooks.MACHINE),
        }
    return order


def _made_at(session_id: str) -> datetime:
    return ULID.from_str(session_id.split("_", 1)[1]).datetime


def _created(row: Json) -> datetime:
    text = row.get("date_created")
    return parsedate_to_datetime(text) if text else datetime.min.replace(tzinfo=UTC)

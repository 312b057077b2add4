"""The account's telephone numbers at Twilio: listed, bought, and pointed at us."""

from collections.abc import Iterator

from speaknode.telephony.models import AvailableNumber, BoundNumber, OpenAccount
from speaknode.telephony.twilio import hooks
from speaknode.telephony.twilio.client import Json, TwilioClient

_MOST_FOUND = 50


def owned(client: TwilioClient) -> Iterator[AvailableNumber]:
    for row in client.each("IncomingPhoneNumbers.json", "incoming_phone_numbers"):
        yield _available(row)


def search(client: TwilioClient, *, country: str, contains: str | None) -> list[AvailableNumber]:
    query = {"VoiceEnabled": "true", "PageSize": str(_MOST_FOUND)}
    if contains:
        query["Contains"] = contains
    page = client.get(f"AvailablePhoneNumbers/{country}/Local.json", query)
    return [_available(row) for row in page.get("available_phone_numbers", [])]


def buy(client: TwilioClient, number: str) -> AvailableNumber:
    """Once: a number that the account has already is not bought again."""
    if (row := _find(client, number)) is None:
        row = client.post("IncomingPhoneNumbers.json", {"PhoneNumber": number})
    return _available(row)


def sid_of(client: TwilioClient, number: BoundNumber) -> str | None:
    """None: the account has no such number."""
    if number.carrier_ref:
        return number.carrier_ref
    row = _find(client, number.number)
    return str(row["sid"]) if row else None


def point_at_webhook(client: TwilioClient, sid: str, account: OpenAccount, public_url: str) -> None:
    voice = hooks.url(public_url, account.space_id, account.id, hooks.VOICE)
    status = hooks.url(public_url, account.space_id, account.id, hooks.STATUS)
    client.post(
        f"IncomingPhoneNumbers/{sid}.json",
        {
            "VoiceUrl": voice,
            "VoiceMethod": "POST",
            # Asked again where the first asking failed: told twice, it is one session.
            "VoiceFallbackUrl": voice,
            "VoiceFallbackMethod": "POST",
            "StatusCallback": status,
            "StatusCallbackMethod": "POST",
            # Twilio ignores VoiceUrl as long as one of these is set.
            "TrunkSid": "",
            "VoiceApplicationSid": "",
        },
    )


def let_go(client: TwilioClient, sid: str) -> None:
    """The number stays the owner's, but no longer rings here."""
    client.post(
        f"IncomingPhoneNumbers/{sid}.json",
        {"VoiceUrl": "", "VoiceFallbackUrl": "", "StatusCallback": ""},
    )


def _find(client: TwilioClient, number: str) -> Json | None:
    page = client.get("IncomingPhoneNumbers.json", {"PhoneNumber": number})
    rows = [row for row in page.get("incoming_phone_numbers", []) if row["phone_number"] == number]
    return rows[0] if rows else None


def _available(row: Json) -> AvailableNumber:
    return AvailableNumber(
        number=str(row["phone_number"]),
        carrier_ref=row.get("sid"),
        name=row.get("friendly_name"),
        country=row.get("iso_country"),
    )

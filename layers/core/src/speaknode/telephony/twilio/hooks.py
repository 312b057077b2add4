"""Addresses that Twilio calls: each names the account, whose token signs what comes there."""

from urllib.parse import urlencode

VOICE, STATUS, AFTER, ANSWER, STREAM, MACHINE, DIALED = (
    "voice", "status", "after", "answer", "stream", "machine", "dialed",
)  # fmt: skip
ALL = frozenset({VOICE, STATUS, AFTER, ANSWER, STREAM, MACHINE, DIALED})


def url(public_url: str, space_id: str, account_id: str, what: str, **query: str) -> str:
    address = f"{public_url.rstrip('/')}/hooks/twilio/{space_id}/{account_id}/{what}"
    return f"{address}?{urlencode(query)}" if query else address

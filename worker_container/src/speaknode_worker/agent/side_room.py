"""A room beside the caller's, where a human is rung up: what is said there the caller does not hear."""

import contextlib
import logging
import re
from datetime import timedelta

from livekit import api, rtc
from livekit.protocol import sip

from speaknode.agents.abilities import TransferDestination
from speaknode.kit.ids import new_id
from speaknode.kit.settings import settings
from speaknode.sessions.join_token import DEPARTURE_TIMEOUT_S, EMPTY_TIMEOUT_S
from speaknode.telephony.models import SipDial

HUMAN = "human"
_TOKEN_TTL = timedelta(minutes=5)
_MAX_CALL_S = 4 * 3600
_URI = re.compile(r"(?P<scheme>sips?):(?P<user>[^@;?]+)@(?P<host>[^;?]+)(?P<parameters>[;?].*)?")
_TRANSPORTS = {
    "udp": sip.SIP_TRANSPORT_UDP,
    "tcp": sip.SIP_TRANSPORT_TCP,
    "tls": sip.SIP_TRANSPORT_TLS,
}
logger = logging.getLogger(__name__)


class NotTakenError(Exception):
    """Nobody took the call; the text says why, for the LLM."""


class SideRoom:
    def __init__(self, server: api.LiveKitAPI) -> None:
        self._server = server
        self.name = new_id("aside")
        self.room = rtc.Room()

    async def ring(self, request: api.CreateSIPParticipantRequest, *, name: str) -> None:
        """Returns when they have picked up. Raises NotTakenError."""
        try:
            await self._open()
            await self._server.sip.create_sip_participant(request)
        except (api.TwirpError, rtc.ConnectError, TimeoutError, OSError) as error:
            logger.info("nobody picked up", extra={"destination": name, "reason": str(error)})
            raise NotTakenError(_why(error)) from error

    async def _open(self) -> None:
        config = settings()
        await self._server.room.create_room(
            api.CreateRoomRequest(
                name=self.name,
                empty_timeout=EMPTY_TIMEOUT_S,
                departure_timeout=DEPARTURE_TIMEOUT_S,
            )
        )
        secret = config.livekit_api_secret.get_secret_value()
        token = api.AccessToken(config.livekit_api_key, secret).with_identity("agent")
        token = token.with_kind("agent").with_ttl(_TOKEN_TTL)
        grants = api.VideoGrants(room_join=True, room=self.name)
        await self.room.connect(config.livekit_url, token.with_grants(grants).to_jwt())

    async def close(self) -> None:
        """Hangs up, also on one who is still being rung."""
        with contextlib.suppress(api.TwirpError, TimeoutError, OSError):
            await self._server.room.delete_room(api.DeleteRoomRequest(room=self.name))
        await self.room.disconnect()


def dial_request(
    place: TransferDestination, way_out: SipDial | None, *, room: str, from_: str
) -> api.CreateSIPParticipantRequest:
    """Numbers go out by the space's trunk, SIP addresses straight to their host. Raises NotTakenError."""
    request = api.CreateSIPParticipantRequest(
        room_name=room,
        participant_identity=HUMAN,
        sip_number=from_,
        dtmf=place.digits or "",
        wait_until_answered=True,
    )
    request.ringing_timeout.seconds = place.ring_timeout_s
    request.max_call_duration.seconds = _MAX_CALL_S
    if place.destination.startswith("+"):
        if way_out is None:
            raise NotTakenError("the space has no telephony account that can ring this number")
        request.sip_trunk_id, request.sip_call_to = way_out.trunk_id, place.destination
        return request
    address = _URI.fullmatch(place.destination)
    if address is None:
        raise NotTakenError(f"{place.destination} is no SIP address of somebody")
    request.sip_call_to = address["user"]
    request.trunk.hostname = address["host"]
    request.trunk.transport = _transport(address["scheme"], address["parameters"] or "")
    return request


def _transport(scheme: str, parameters: str) -> "sip.SIPTransport":
    asked = re.search(r";transport=(\w+)", parameters)
    name = "tls" if scheme == "sips" else asked[1].lower() if asked else ""
    return _TRANSPORTS.get(name, sip.SIP_TRANSPORT_AUTO)


def _why(error: Exception) -> str:
    status = error.sip_status_code if isinstance(error, api.SipCallError) else None
    return {486: "they are busy", 600: "they are busy", 603: "they declined"}.get(
        status or 0, "nobody picked up"
    )

"""A caller whom no agent answers: the number's human instead, or at least a word. Never silence."""

import logging

from speaknode.calls.models import InboundCall
from speaknode.calls.ports import Accounts, Announcer, CallRooms, Numbers
from speaknode.kit.errors import SpeaknodeError
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions.models import Channel, Session
from speaknode.sessions.ports import RescueState
from speaknode.sessions.reports import FALLBACK
from speaknode.telephony.announcement import Announcement
from speaknode.telephony.apology import apology
from speaknode.telephony.models import OutboundCall

ANNOUNCER = "apology-"
logger = logging.getLogger(__name__)


class CallRescue:
    """Everything may be done twice: a human is not rung twice, a word not said twice."""

    def __init__(
        self, *, numbers: Numbers, accounts: Accounts, rooms: CallRooms, announcer: Announcer
    ) -> None:
        self._numbers, self._accounts = numbers, accounts
        self._rooms, self._announcer = rooms, announcer

    def take(self, session: Session, *, begun: bool) -> RescueState:
        """Ring the number's human into the room; `begun`: only look how that goes."""
        if session.channel is not Channel.PHONE_IN or not session.called:
            return RescueState.NOBODY
        try:
            state = self._rooms.fallback(session.room_name)
            if begun or state is not RescueState.NOBODY:
                return state
            number = self._numbers.owned(session.space_id, session.called)
            rung = self._ring(number, session.room_name, session.id)
        except SpeaknodeError as error:
            logger.warning("the fallback number was not rung", extra={"reason": error.message})
            return RescueState.NOBODY
        return RescueState.RINGING if rung else RescueState.NOBODY

    def apologise(self, session: Session) -> bool:
        """False: nothing is said here. The carriers behind the bridge say it themselves when the room closes."""
        if session.channel is not Channel.PHONE_IN or session.room is None:
            return False
        return self._say(session.room, session.id, session.locale)

    def instead(self, call: InboundCall) -> None:
        """A number without an agent: there is no session, only a caller in a room."""
        if call.room is None:
            return
        number = self._numbers.find(call.called)
        try:
            if self._rooms.fallback(call.room) is not RescueState.NOBODY:
                return
            if self._ring(number, call.room, call.room):
                return
        except SpeaknodeError as error:
            logger.warning("the fallback number was not rung", extra={"reason": error.message})
        self.let_go(call.room, number.settings.locale)

    def let_go(self, room: str, language: str | None = None) -> None:
        if not self._say(room, room, language):
            self._rooms.delete(room)

    def _ring(self, number: PhoneNumber, room: str, session_id: str) -> bool:
        if number.fallback_destination is None:
            return False
        carrier, account = self._accounts.opened(number.space_id, number.telephony_account_id)
        call = OutboundCall(
            session_id=session_id,
            space_id=number.space_id,
            to=number.fallback_destination.number,
            from_=number.number,
            ring_timeout_s=number.settings.ring_timeout_s,
            max_duration_s=number.settings.max_duration_s,
        )
        dial = carrier.sip_dial(account, call)
        if dial is not None:
            self._rooms.dial(room, dial, identity=f"{FALLBACK}{session_id}")
        return dial is not None

    def _say(self, room: str, key: str, locale: str | None) -> bool:
        language, text = apology(locale)
        order = Announcement(jti=f"{ANNOUNCER}{key}", room=room, language=language, text=text)
        return self._announcer.say(order)

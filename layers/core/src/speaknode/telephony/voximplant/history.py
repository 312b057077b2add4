"""VoxImplant's call history: recordings of calls that we know, and calls that never reached an agent of ours."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from speaknode.agents.models import Language
from speaknode.calls.models import session_id_of
from speaknode.kit.errors import InvalidError, NotFoundError
from speaknode.kit.ids import is_id
from speaknode.sessions.imports import Audio, PastConversation
from speaknode.sessions.models import Channel, EndFault, EndReason
from speaknode.telephony.models import OpenAccount
from speaknode.telephony.ports import HistoryContext
from speaknode.telephony.voximplant.client import Json, VoxClient
from speaknode.telephony.voximplant.config import VoxImplantSettings

_TIME = "%Y-%m-%d %H:%M:%S"


class VoxImplantHistory:
    def __init__(
        self,
        context: HistoryContext,
        client: Callable[[VoxImplantSettings], VoxClient] = VoxClient,
    ) -> None:
        self._context, self._make_client = context, client

    def finished(self, account: OpenAccount, since: datetime) -> Iterator[str]:
        for row in self._rows(account, since):
            if row.get("finish_reason"):
                yield str(row["call_session_history_id"])

    def conversation(self, account: OpenAccount, ref: str) -> PastConversation | None:
        """None for a session of VoxImplant without a call, or of a number that is bound no more."""
        row = self._row(account, ref)
        calls = sorted((row or {}).get("calls") or [], key=lambda call: str(call["start_time"]))
        if row is None or not calls:
            return None
        began = _time(row["start_date"])
        known = self._session_id(account, row)
        leg, incoming = calls[0], bool(calls[0].get("incoming"))
        ours, theirs = _e164(leg.get("local_number")), _e164(leg.get("remote_number"))
        agent = self._agent(account, ours)
        if agent is None and known is None:
            return None
        agent_id, locale = agent or (account.id, None)
        reason, fault = _ending(calls)
        return PastConversation(
            session_id=known or session_id_of(_key(account, ref), began),
            is_ours=known is not None,
            space_id=account.space_id,
            agent_id=agent_id,
            agent_name=account.name,
            channel=Channel.PHONE_IN if incoming else Channel.PHONE_OUT,
            locale=locale or "en",
            caller=theirs if incoming else ours,
            called=ours if incoming else theirs,
            started_at=began,
            ended_at=began + timedelta(seconds=float(row.get("duration") or 0)),
            end_reason=reason,
            end_fault=fault,
            end_detail=f"VoxImplant: {row.get('finish_reason')}"[:500],
            has_audio=_recording(row) is not None,
        )

    def audio(self, account: OpenAccount, ref: str) -> Audio | None:
        url = _recording(self._row(account, ref) or {})
        if url is None:
            return None
        content, content_type = self._make_client(account.settings).download(url)
        return Audio(content=content, content_type=content_type)

    def _rows(self, account: OpenAccount, since: datetime, **more: str) -> Iterator[Json]:
        yield from self._make_client(account.settings).each(
            "GetCallHistory",
            from_date=since.astimezone(UTC).strftime(_TIME),
            to_date=(datetime.now(UTC) + timedelta(minutes=1)).strftime(_TIME),
            application_id=account.state.get("application_id"),
            with_calls=True,
            with_records=True,
            **more,
        )

    def _row(self, account: OpenAccount, ref: str) -> Json | None:
        longest = datetime.now(UTC) - timedelta(days=8)
        return next(self._rows(account, longest, call_session_history_id=ref), None)

    def _session_id(self, account: OpenAccount, row: Json) -> str | None:
        """Of a call that we started, or were asked about while it rang."""
        started = str(row.get("custom_data") or "").partition(" ")[0]
        if is_id(started, "ses"):
            return started
        key = _key(account, str(row["call_session_history_id"]))
        seen = self._context.first_seen(key)
        return session_id_of(key, seen) if seen else None

    def _agent(self, account: OpenAccount, number: str) -> tuple[str, Language | None] | None:
        try:
            found = self._context.find_number(number)
        except (NotFoundError, InvalidError):
            return None
        if found.telephony_account_id != account.id:
            return None
        return found.agent_id or account.id, found.settings.locale


def _key(account: OpenAccount, ref: str) -> str:
    """As the webhook makes it while the call rings."""
    return f"voximplant:{account.id}:{ref}"


def _ending(calls: list[Json]) -> tuple[EndReason, EndFault]:
    """Of a call that we never heard of: somebody else took it, or nobody did."""
    if len(calls) > 1 and calls[-1].get("successful"):
        return EndReason.TRANSFERRED, EndFault.NONE
    return EndReason.NEVER_JOINED, EndFault.PLATFORM


def _recording(row: Json) -> str | None:
    rows = [*(row.get("records") or []), *(row.get("calls") or [])]
    return next((str(each["record_url"]) for each in rows if each.get("record_url")), None)


def _time(text: object) -> datetime:
    return datetime.strptime(str(text), _TIME).replace(tzinfo=UTC)


def _e164(number: object) -> str:
    text = str(number or "")
    return f"+{text}" if text.isdigit() else text

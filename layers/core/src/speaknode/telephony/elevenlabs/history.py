"""ElevenLabs' list of conversations, for those that no webhook told of, and the audio of all."""

from collections.abc import Callable, Iterator
from datetime import datetime

from speaknode.kit.errors import NotFoundError
from speaknode.sessions.imports import Audio, PastConversation
from speaknode.telephony.elevenlabs import conversation
from speaknode.telephony.elevenlabs.client import ElevenLabsClient
from speaknode.telephony.elevenlabs.config import ElevenLabsSettings
from speaknode.telephony.models import OpenAccount
from speaknode.telephony.ports import HistoryContext


class ElevenLabsHistory:
    def __init__(
        self,
        context: HistoryContext,
        client: Callable[[ElevenLabsSettings], ElevenLabsClient] = ElevenLabsClient,
    ) -> None:
        self._make_client = client

    def finished(self, account: OpenAccount, since: datetime) -> Iterator[str]:
        query = {
            "agent_id": str(account.settings.agent_id),
            "call_start_after_unix": str(int(since.timestamp())),
        }
        rows = self._client(account).each("conversations", "conversations", query)
        return (str(row["conversation_id"]) for row in rows if conversation.is_finished(row))

    def conversation(self, account: OpenAccount, ref: str) -> PastConversation | None:
        try:
            told = self._client(account).get(f"conversations/{ref}")
        except NotFoundError:
            return None
        return conversation.read(told, account) if conversation.is_finished(told) else None

    def audio(self, account: OpenAccount, ref: str) -> Audio | None:
        try:
            content, content_type = self._client(account).audio(ref)
        except NotFoundError:
            return None
        return Audio(content=content, content_type=content_type)

    def _client(self, account: OpenAccount) -> ElevenLabsClient:
        return self._make_client(account.settings)

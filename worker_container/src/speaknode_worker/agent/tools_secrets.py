"""Credentials of the tools of one conversation: revealed once, on first use, and kept in memory only."""

import asyncio
import logging
from collections.abc import Mapping

from pydantic import SecretStr

from speaknode.kit.errors import SpeaknodeError
from speaknode.tools.models import WebhookTool
from speaknode.tools.testing import Secrets, reveal

logger = logging.getLogger(__name__)


class ToolSecrets:
    def __init__(self, space_id: str, secrets: Secrets | None = None) -> None:
        self._space_id, self._secrets = space_id, secrets
        self._known: dict[str, SecretStr] = {}

    async def named(self, name: str) -> str | None:
        """None: it cannot be had."""
        if self._secrets is None:
            return None
        try:
            found = await asyncio.to_thread(self._secrets.reveal, self._space_id, name)
        except SpeaknodeError as error:
            logger.warning(
                "a credential cannot be had", extra={"credential": name, "reason": error.code}
            )
            return None
        return found.get_secret_value()

    async def of(self, tool: WebhookTool) -> Mapping[str, SecretStr]:
        wanted = {use.secret_ref for use in tool.secrets}
        if wanted - self._known.keys() and self._secrets is not None:
            found = await asyncio.to_thread(reveal, self._secrets, self._space_id, tool)
            self._known |= found
        return {name: self._known[name] for name in wanted if name in self._known}

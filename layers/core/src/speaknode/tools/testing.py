"""The test panel: one real run of a tool, shown as it went, with secrets covered."""

import asyncio
import logging
from typing import Protocol

from pydantic import SecretStr

from speaknode.kit.errors import SpeaknodeError
from speaknode.kit.ids import new_id
from speaknode.tools.execution import Call, Door, execute
from speaknode.tools.models import Tool, WebhookTool
from speaknode.tools.outcome import Exchange
from speaknode.tools.schemas import ToolTest

LONGEST_MS = 20_000
"""The API's own answer must come within its time-out."""
logger = logging.getLogger(__name__)


class ToolBook(Protocol):
    def get(self, space_id: str, tool_id: str) -> Tool: ...


class Secrets(Protocol):
    def reveal(self, space_id: str, name: str) -> SecretStr:
        """Raises CredentialNotFoundError and others."""


class ToolTesting:
    def __init__(self, *, tools: ToolBook, secrets: Secrets, door: Door) -> None:
        self._tools, self._secrets, self._door = tools, secrets, door

    def run(self, space_id: str, tool_id: str, data: ToolTest) -> Exchange:
        """Whatever the far side does is an answer, not an error. Raises ToolNotFoundError."""
        tool = self._tools.get(space_id, tool_id)
        call = Call(
            arguments=data.arguments,
            variables=data.variables,
            secrets=reveal(self._secrets, space_id, tool),
            idempotency_key=new_id("test"),
        )
        short = tool.model_copy(update={"timeout_ms": min(tool.timeout_ms, LONGEST_MS)})
        return asyncio.run(execute(short, call, self._door))


def reveal(secrets: Secrets, space_id: str, tool: WebhookTool) -> dict[str, SecretStr]:
    """Those that can be had: a missing one fails the run by name of its place, not of the secret."""
    found: dict[str, SecretStr] = {}
    for name in {use.secret_ref for use in tool.secrets}:
        try:
            found[name] = secrets.reveal(space_id, name)
        except SpeaknodeError as error:
            logger.warning(
                "a tool's credential cannot be had",
                extra={"credential": name, "reason": error.code},
            )
    return found

"""What tools need from storage."""

from typing import Protocol

from speaknode.kit.models import Page
from speaknode.tools.models import Tool


class ToolStore(Protocol):
    def get(self, space_id: str, tool_id: str) -> Tool | None: ...
    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Tool]: ...
    def insert(self, tool: Tool) -> None:
        """Raises ToolCodeTakenError."""

    def replace(self, tool: Tool, previous: Tool) -> None:
        """Raises ConflictError when somebody changed it meanwhile, ToolCodeTakenError for a taken code."""

    def delete(self, tool: Tool) -> None: ...

"""What can be wrong with a tool."""

from speaknode.kit.errors import ConflictError, NotFoundError


class ToolNotFoundError(NotFoundError):
    def __init__(self, tool_id: str) -> None:
        super().__init__(f"tool {tool_id} does not exist", code="tool_not_found")


class ToolCodeTakenError(ConflictError):
    def __init__(self, tool_code: str) -> None:
        super().__init__(
            f"another tool of this space already has the code {tool_code!r}", code="tool_code_taken"
        )

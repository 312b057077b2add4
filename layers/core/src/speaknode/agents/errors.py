"""What can be wrong with an agent."""

from speaknode.kit.errors import ConflictError, NotFoundError


class AgentNotFoundError(NotFoundError):
    def __init__(self, agent_id: str) -> None:
        super().__init__(f"agent {agent_id} does not exist", code="agent_not_found")


class AgentVersionNotFoundError(NotFoundError):
    def __init__(self, agent_id: str, version: int) -> None:
        super().__init__(
            f"agent {agent_id} has no version {version}", code="agent_version_not_found"
        )


class AgentNotPublishedError(ConflictError):
    def __init__(self, agent_id: str) -> None:
        super().__init__(f"agent {agent_id} is not published", code="agent_not_published")

"""What can be wrong with an agent."""

from collections.abc import Sequence

from speaknode.kit.errors import ConflictError, FieldError, InvalidError, NotFoundError

_TOLD = 10


class AgentNotFoundError(NotFoundError):
    def __init__(self, agent_id: str) -> None:
        super().__init__(f"agent {agent_id} does not exist", code="agent_not_found")


class AgentVersionNotFoundError(NotFoundError):
    def __init__(self, agent_id: str, version: int) -> None:
        super().__init__(
            f"agent {agent_id} has no version {version}", code="agent_version_not_found"
        )


class AgentLabelNotFoundError(NotFoundError):
    def __init__(self, agent_id: str, label: str) -> None:
        super().__init__(f"agent {agent_id} has no label {label}", code="agent_label_not_found")


class AgentNotPublishedError(ConflictError):
    def __init__(self, agent_id: str) -> None:
        super().__init__(f"agent {agent_id} is not published", code="agent_not_published")


class AgentInUseError(ConflictError):
    """Others give it their conversations; `users` says who, as `the agent Ada (agt_1)`."""

    def __init__(self, agent_id: str, users: Sequence[str]) -> None:
        named = ", ".join(users[:_TOLD]) + (" and others" if len(users) > _TOLD else "")
        super().__init__(f"agent {agent_id} is still needed by {named}", code="agent_in_use")


class AgentDocumentError(InvalidError):
    """A document to import that is none; `fields` says where."""

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(
            f"{pointer or 'the document'}: {message}",
            code="bad_document",
            fields=(FieldError(pointer=pointer, message=message),),
        )

"""What can be wrong with knowledge."""

from speaknode.kit.errors import ConflictError, InvalidError, NotFoundError


class KnowledgeNotFoundError(NotFoundError):
    def __init__(self, knowledge_id: str) -> None:
        super().__init__(f"knowledge {knowledge_id} does not exist", code="knowledge_not_found")


class NotUploadedError(ConflictError):
    def __init__(self) -> None:
        super().__init__("no file has been uploaded yet", code="not_uploaded")


class UnreadableDocumentError(InvalidError):
    """The document itself is the problem; `message` is told to whoever uploaded it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, code="unreadable_document")

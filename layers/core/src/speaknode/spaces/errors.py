"""What can be wrong with a space."""

from speaknode.kit.errors import NotFoundError


class SpaceNotFoundError(NotFoundError):
    def __init__(self, space_id: str) -> None:
        super().__init__(f"space {space_id} does not exist", code="space_not_found")

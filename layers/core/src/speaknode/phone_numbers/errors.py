"""What can be wrong with a phone number."""

from speaknode.kit.errors import ConflictError, NotFoundError


class PhoneNumberNotFoundError(NotFoundError):
    def __init__(self, number: str) -> None:
        super().__init__(f"phone number {number} is not bound here", code="phone_number_not_found")


class PhoneNumberTakenError(ConflictError):
    """Says no more: whose it is concerns nobody else."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number} is bound already", code="phone_number_taken")

"""What can be wrong with telephony."""

from speaknode.kit.errors import ConflictError, InvalidError, NotFoundError


class AccountNotFoundError(NotFoundError):
    def __init__(self, account_id: str) -> None:
        super().__init__(
            f"telephony account {account_id} does not exist", code="telephony_account_not_found"
        )


class AccountInUseError(ConflictError):
    def __init__(self, account_id: str, numbers: int) -> None:
        super().__init__(
            f"telephony account {account_id} still has {numbers} numbers: unbind them first",
            code="telephony_account_in_use",
        )


class NotCapableError(InvalidError):
    def __init__(self, carrier: str, what: str) -> None:
        super().__init__(f"carrier {carrier} cannot do {what}", code="carrier_not_capable")

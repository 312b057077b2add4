"""What can be wrong with the catalogue and those it asks."""

from speaknode.kit.errors import ConflictError, NotFoundError, UnavailableError


class ModelNotFoundError(NotFoundError):
    def __init__(self, model: str) -> None:
        super().__init__(f"the catalogue has no row of {model}", code="model_not_found")


class VoicesNotListedError(NotFoundError):
    def __init__(self, provider: str) -> None:
        super().__init__(f"the voices of {provider!r} cannot be listed", code="voices_not_listed")


class ProviderKeyMissingError(ConflictError):
    def __init__(self, provider: str, credential: str) -> None:
        super().__init__(
            f"no key of {provider} is known: put one under /v1/credentials/{credential}",
            code="provider_key_missing",
        )


class ProviderKeyRefusedError(ConflictError):
    def __init__(self, provider: str) -> None:
        super().__init__(f"{provider} does not accept the key", code="provider_key_refused")


class ProviderUnavailableError(UnavailableError):
    def __init__(self, provider: str) -> None:
        super().__init__(f"{provider} did not answer", code="provider_unavailable")

"""What can be wrong with a credential."""

from speaknode.kit.errors import ConflictError, NotFoundError, UnavailableError


class CredentialNotFoundError(NotFoundError):
    def __init__(self, name: str) -> None:
        super().__init__(f"there is no credential {name}", code="credential_not_found")


class VaultNotConfiguredError(ConflictError):
    def __init__(self) -> None:
        super().__init__(
            "this installation has no KMS key (SPEAKNODE_KMS_KEY_ID), so it keeps no secrets",
            code="vault_not_configured",
        )


class VaultUnavailableError(UnavailableError):
    def __init__(self) -> None:
        super().__init__("the key service did not answer", code="vault_unavailable")


class CredentialUnreadableError(ConflictError):
    """Tampered with, moved to another space or name, or its KMS key is gone."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the credential {name} cannot be decrypted: set it again", code="credential_unreadable"
        )

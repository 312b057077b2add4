"""Inputs of the credentials API."""

from unicodedata import category

from pydantic import Field, SecretStr, field_validator

from speaknode.kit.models import Input


class CredentialPut(Input):
    value: SecretStr = Field(
        min_length=1, max_length=16_384, description="Stored encrypted; it is never shown again."
    )

    @field_validator("value")
    @classmethod
    def _as_it_was_given(cls, value: SecretStr) -> SecretStr:
        """It goes out in headers, where a line's end ends the header; what was copied with a key is no part of it."""
        secret = value.get_secret_value()
        if secret != secret.strip():
            raise ValueError("begins or ends with white space: copy the secret alone")
        if any(category(letter) in ("Cc", "Cf", "Zl", "Zp") for letter in secret):
            raise ValueError("holds a line break or another character that cannot be seen")
        return value

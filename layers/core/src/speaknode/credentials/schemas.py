"""Inputs of the credentials API."""

from pydantic import Field, SecretStr

from speaknode.kit.models import Input


class CredentialPut(Input):
    value: SecretStr = Field(
        min_length=1, max_length=16_384, description="Stored encrypted; it is never shown again."
    )

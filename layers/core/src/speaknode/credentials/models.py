"""A secret: sealed where it is stored, known to people only by its last characters."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from speaknode.kit.models import Entity

PLATFORM = "platform"
"""Owner of the keys that every space may use; no space has an id like it."""

CredentialName = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_.-]{0,63}$",
        description="A provider's name, or the name that a `secret_ref` uses.",
        examples=["openai"],
    ),
]


class Credential(Entity):
    """What may be told of a secret."""

    space_id: str
    name: CredentialName
    last_4: str = Field(description="Its last characters; empty when it is too short to tell any.")
    fingerprint: str = Field(description="The same for the same secret of the same space and name.")
    created_at: datetime
    updated_at: datetime
    revision: int = 1


class Sealed(Entity):
    """A secret as it lies in storage: AES-256-GCM under a data key that KMS has wrapped. All base64."""

    ciphertext: str
    nonce: str
    wrapped_key: str
    algorithm: str = "kms+aes-256-gcm"

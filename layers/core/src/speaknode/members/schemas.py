"""Inputs and outputs of the members API."""

from typing import Annotated

from pydantic import AfterValidator, Field

from speaknode.kit.models import Input
from speaknode.members.models import Invitation
from speaknode.spaces.models import Role

Email = Annotated[
    str,
    Field(max_length=254, pattern=r"^[^@\s<>\"]{1,64}@[^@\s<>\"]+$", examples=["ada@example.com"]),
    AfterValidator(str.lower),
]


class InvitationCreate(Input):
    email: Email
    role: Role = Role.MEMBER


class InvitationWithLink(Invitation):
    link: str = Field(description="Where the invited person signs in.")


class MemberUpdate(Input):
    role: Role

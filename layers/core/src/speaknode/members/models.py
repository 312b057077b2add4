"""An invitation waits for the person who signs in with its e-mail address; then it is a membership."""

from datetime import datetime

from pydantic import Field

from speaknode.kit.models import Entity
from speaknode.spaces.models import Role

MAX_INVITATIONS = 100
"""Of one space at a time."""


class Invitation(Entity):
    id: str
    space_id: str
    space_name: str
    email: str = Field(description="In lower case.")
    role: Role
    invited_by: str = Field(description="Id of the person or API key.")
    created_at: datetime
    expires_at: datetime
    sent_at: datetime | None = Field(
        default=None, description="null: no e-mail was sent; tell them of `link`."
    )

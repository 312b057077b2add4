"""Sounds: files of a space that are heard behind its agents."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.kit.models import Page, PageQuery
from speaknode.sounds.errors import (
    SoundNotFoundError,
    SoundNotUploadedError,
    UnplayableSoundError,
)
from speaknode.sounds.models import Sound
from speaknode.sounds.schemas import SoundCreate, SoundCreated, SoundLink

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/sounds", scope=Scope.AGENTS_READ)
def list_sounds(caller: Caller, query: PageQuery) -> Page[Sound]:
    """List the sounds of the space, newest first."""
    return wiring.sounds().list(caller.space_id, query.cursor, query.limit)


@endpoint(
    routes, "POST", "/v1/sounds", scope=Scope.AGENTS_WRITE, status=201, location="/v1/sounds/{0.id}"
)
def create_sound(caller: Caller, body: SoundCreate) -> SoundCreated:
    """Add a sound (WAV, FLAC, OGG or MP3; up to 10 MB and 5 minutes).

    A file of up to 700 KB can be sent at once as `content`. For a larger one the answer has an
    `upload.url`: PUT the bytes there, then POST to `/v1/sounds/{sound_id}/check`.
    """
    return wiring.sounds().create(caller.space_id, body)


@endpoint(
    routes, "GET", "/v1/sounds/{sound_id}", scope=Scope.AGENTS_READ, errors=(SoundNotFoundError,)
)
def get_sound(caller: Caller, sound_id: str) -> Sound:
    """Get a sound."""
    return wiring.sounds().get(caller.space_id, sound_id)


@endpoint(
    routes,
    "GET",
    "/v1/sounds/{sound_id}/audio",
    scope=Scope.AGENTS_READ,
    errors=(SoundNotFoundError, SoundNotUploadedError),
)
def get_sound_audio(caller: Caller, sound_id: str) -> SoundLink:
    """Get a link under which the sound can be heard for a quarter of an hour."""
    return wiring.sounds().audio(caller.space_id, sound_id)


@endpoint(
    routes,
    "POST",
    "/v1/sounds/{sound_id}/check",
    scope=Scope.AGENTS_WRITE,
    errors=(SoundNotFoundError, SoundNotUploadedError, UnplayableSoundError),
)
def check_sound(caller: Caller, sound_id: str) -> Sound:
    """Listen to what was uploaded; from then on agents may name it as `background_sound.sound_id`."""
    return wiring.sounds().check(caller.space_id, sound_id)


@endpoint(
    routes,
    "DELETE",
    "/v1/sounds/{sound_id}",
    scope=Scope.AGENTS_WRITE,
    errors=(SoundNotFoundError,),
)
def delete_sound(caller: Caller, sound_id: str) -> None:
    """Delete a sound; agents that name it are quiet behind their voice."""
    wiring.sounds().delete(caller.space_id, sound_id)

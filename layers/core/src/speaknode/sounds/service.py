"""Use cases of sounds: upload one, have it checked, list, delete, read it for a conversation."""

import base64
import binascii
from datetime import timedelta

from speaknode.kit.clock import Clock
from speaknode.kit.errors import InvalidError
from speaknode.kit.ids import new_id
from speaknode.kit.models import Page
from speaknode.sounds.errors import (
    SoundNotFoundError,
    SoundNotUploadedError,
    UnplayableSoundError,
)
from speaknode.sounds.models import MAX_FILE_BYTES, Sound, SoundStatus
from speaknode.sounds.ports import Ear, SoundFiles, SoundStore
from speaknode.sounds.schemas import SoundCreate, SoundCreated, SoundLink, SoundUpload

UPLOAD_TTL_S = 900
LISTEN_TTL_S = 900


class SoundService:
    def __init__(self, *, store: SoundStore, files: SoundFiles, listen: Ear, clock: Clock) -> None:
        self._store, self._files, self._listen, self._clock = store, files, listen, clock

    def create(self, space_id: str, data: SoundCreate) -> SoundCreated:
        content = _decode(data.content)
        size_bytes = len(content) if content is not None else data.size_bytes
        if size_bytes is None:
            raise InvalidError.field("/size_bytes", "is needed for an upload", code="size_needed")
        now = self._clock()
        sound = Sound(
            id=new_id("snd"),
            space_id=space_id,
            name=data.name,
            filename=data.filename,
            status=SoundStatus.UPLOADING if content is None else SoundStatus.READY,
            size_bytes=size_bytes,
            duration_s=None if content is None else self._duration(content),
            created_at=now,
            updated_at=now,
        )
        if content is not None:
            self._files.put(_key(space_id, sound.id), content)
        self._store.insert(sound)
        upload = self._upload(sound) if content is None else None
        return SoundCreated(**sound.model_dump(), upload=upload)

    def _duration(self, content: bytes) -> float:
        """A wrong file that came as `content` is a wrong field of the request."""
        try:
            return self._listen(content).duration_s
        except UnplayableSoundError as error:
            raise InvalidError.field("/content", error.message, code=error.code) from error

    def _upload(self, sound: Sound) -> SoundUpload:
        key = _key(sound.space_id, sound.id)
        url = self._files.upload_link(key, size_bytes=sound.size_bytes, ttl_s=UPLOAD_TTL_S)
        return SoundUpload(url=url, expires_at=self._clock() + timedelta(seconds=UPLOAD_TTL_S))

    def check(self, space_id: str, sound_id: str) -> Sound:
        """After an upload. Raises SoundNotUploadedError, UnplayableSoundError; one that is ready stays so."""
        sound = self.get(space_id, sound_id)
        if sound.status is SoundStatus.READY:
            return sound
        key = _key(space_id, sound_id)
        size = self._files.size(key)
        if size is None:
            raise SoundNotUploadedError
        if size > MAX_FILE_BYTES:
            raise UnplayableSoundError(f"the file is larger than {MAX_FILE_BYTES >> 20} MB")
        heard = self._listen(self._files.get(key) or b"")
        ready = sound.model_copy(
            update={
                "status": SoundStatus.READY,
                "size_bytes": size,
                "duration_s": heard.duration_s,
                "updated_at": self._clock(),
                "revision": sound.revision + 1,
            }
        )
        self._store.replace(ready, previous_revision=sound.revision)
        return ready

    def get(self, space_id: str, sound_id: str) -> Sound:
        sound = self._store.get(space_id, sound_id)
        if sound is None:
            raise SoundNotFoundError(sound_id)
        return sound

    def audio(self, space_id: str, sound_id: str) -> SoundLink:
        """For people. Raises SoundNotUploadedError of one that was not checked yet."""
        sound = self.get(space_id, sound_id)
        if sound.status is not SoundStatus.READY:
            raise SoundNotUploadedError
        # By its id: the name that somebody gave it would stand in a header.
        filename = f"{sound.id}.{sound.filename.rpartition('.')[2].lower()}"
        key = _key(space_id, sound_id)
        url = self._files.download_link(key, filename=filename, ttl_s=LISTEN_TTL_S)
        return SoundLink(url=url, url_expires_at=self._clock() + timedelta(seconds=LISTEN_TTL_S))

    def list(self, space_id: str, cursor: str | None = None, limit: int = 20) -> Page[Sound]:
        return self._store.list(space_id, cursor, limit)

    def delete(self, space_id: str, sound_id: str) -> None:
        """Agents that still name it are simply quiet behind their voice."""
        self.get(space_id, sound_id)
        self._store.delete(space_id, sound_id)
        self._files.delete(_key(space_id, sound_id))

    def problem(self, space_id: str, sound_id: str) -> str | None:
        """For agents: why this sound cannot be played, or None."""
        sound = self._store.get(space_id, sound_id)
        if sound is None:
            return f"sound {sound_id} does not exist"
        return None if sound.status is SoundStatus.READY else f"sound {sound_id} is not checked yet"

    def read(self, space_id: str, sound_id: str) -> bytes | None:
        """For the worker. None: it was deleted."""
        return self._files.get(_key(space_id, sound_id))


def _key(space_id: str, sound_id: str) -> str:
    return f"{space_id}/{sound_id}"


def _decode(content: str | None) -> bytes | None:
    if content is None:
        return None
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidError.field("/content", "is not base64", code="not_base64") from error

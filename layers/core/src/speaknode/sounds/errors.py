"""What can be wrong with a sound."""

from speaknode.kit.errors import ConflictError, InvalidError, NotFoundError


class SoundNotFoundError(NotFoundError):
    def __init__(self, sound_id: str) -> None:
        super().__init__(f"sound {sound_id} does not exist", code="sound_not_found")


class SoundNotUploadedError(ConflictError):
    def __init__(self) -> None:
        super().__init__("no file has been uploaded yet", code="not_uploaded")


class UnplayableSoundError(InvalidError):
    """The file itself is the problem; `message` is told to whoever uploaded it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, code="unplayable_sound")

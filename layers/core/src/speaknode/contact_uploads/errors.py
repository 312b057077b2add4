"""What can be wrong with an upload."""

from speaknode.kit.errors import ConflictError, NotFoundError


class UploadNotFoundError(NotFoundError):
    def __init__(self, upload_id: str) -> None:
        super().__init__(f"upload {upload_id} does not exist", code="upload_not_found")


class FileNotUploadedError(ConflictError):
    def __init__(self) -> None:
        super().__init__("no file has been uploaded yet", code="not_uploaded")


class UploadStateError(ConflictError):
    def __init__(self, status: str) -> None:
        super().__init__(f"an upload that is {status} is not imported again", code="upload_state")


class NoErrorsFileError(NotFoundError):
    def __init__(self) -> None:
        super().__init__("the import has told of no wrong rows", code="no_errors_file")

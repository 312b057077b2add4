"""What can be wrong with a whole file; what is wrong with one row is a `RowError`."""

from speaknode.kit.errors import InvalidError


class ContactsFileError(InvalidError):
    """The file as it is cannot be imported; `message` is told to whoever uploaded it."""


class EmptyFileError(ContactsFileError):
    def __init__(self) -> None:
        super().__init__("the file is empty", code="empty_file")


class NoRowsError(ContactsFileError):
    def __init__(self) -> None:
        super().__init__("the file has names of columns but no rows below them", code="no_rows")


class NoHeaderError(ContactsFileError):
    def __init__(self, cell: str) -> None:
        super().__init__(
            f"the first row must hold the names of the columns, but has {cell[:40]!r}",
            code="no_header",
        )


class FileTooLargeError(ContactsFileError):
    def __init__(self, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(
            f"the file has {size_bytes / 2**20:.1f} MB, {limit_bytes >> 20} MB are allowed",
            code="file_too_large",
        )


class TooManyRowsError(ContactsFileError):
    def __init__(self, limit: int) -> None:
        super().__init__(
            f"the file has more than {limit:,} rows; split it into several", code="too_many_rows"
        )


class NotATableError(ContactsFileError):
    def __init__(self, reason: str) -> None:
        super().__init__(reason, code="not_a_table")


class ColumnNotFoundError(ContactsFileError):
    def __init__(self, column: str, pointer: str) -> None:
        error = InvalidError.field(pointer, f"the file has no column {column!r}")
        super().__init__(error.message, code="column_not_found", fields=error.fields)

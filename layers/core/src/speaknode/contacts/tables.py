"""A file's bytes to a table, whatever it is called: people rename .csv to .xlsx and back."""

from speaknode.contacts import delimited, workbook
from speaknode.contacts.errors import EmptyFileError, FileTooLargeError, NotATableError
from speaknode.contacts.models import MAX_FILE_BYTES, Table

_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_table(content: bytes) -> Table:
    """Raises ContactsFileError saying what is wrong with the file."""
    if len(content) > MAX_FILE_BYTES:
        raise FileTooLargeError(len(content), MAX_FILE_BYTES)
    if not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise EmptyFileError
    if content.startswith(_OLD_EXCEL):
        raise NotATableError("this is an old or encrypted Excel file; save it as .xlsx or CSV")
    return workbook.read(content) if content.startswith(_ZIP) else delimited.read(content)

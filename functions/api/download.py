"""A table as the answer to a GET."""

import base64

from chalice.app import Response

from speaknode.kit.sheet import ExportFormat, SheetPart

SHEET = tuple(wanted.media_type.partition(";")[0] for wanted in ExportFormat)


def download(part: SheetPart) -> Response:
    headers: dict[str, str] = {
        "Content-Type": part.media_type,
        "Content-Disposition": f'attachment; filename="{part.filename}"',
        "Content-Transfer-Encoding": "base64",
        "Cache-Control": "no-store",
    }
    if part.next_cursor:
        headers["Speaknode-Next-Cursor"] = part.next_cursor
    return Response(base64.b64encode(part.content).decode(), headers=dict(headers))

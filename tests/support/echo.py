"""A web server of this machine that tells what it was sent, and misbehaves where it is asked to."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit


@dataclass
class Echo:
    """`/slow` answers late, `/flaky` at the third time, `/big` with 5000 bytes, `/refuse` with 400, `/away` with a
    redirect that holds all it was sent; anything else with what it was sent."""

    address: str = ""
    seen: list[dict[str, Any]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    echo: Echo

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers["content-length"] or 0)
        told = {
            "method": self.command,
            "path": parts.path,
            "query": parse_qs(parts.query, keep_blank_values=True),
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": json.loads(self.rfile.read(length)) if length else None,
        }
        self.echo.seen.append(told)
        status, more, content = 200, {}, json.dumps(told)
        match parts.path:
            case "/slow":
                time.sleep(0.5)
            case "/flaky" if len(self.echo.seen) % 3:
                status = 503
            case "/refuse":
                status = 400
            case "/big":
                content = json.dumps("x" * 5000)
            case "/away":
                status, more = 302, {"location": f"https://x.test/?back={quote(content)}"}
        self.send_response(status)
        for name, value in {"content-type": "application/json", **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content.encode())

    do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 (named by http.server)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def echoing() -> Iterator[Echo]:
    echo = Echo()
    handler = type("Handler", (_Handler,), {"echo": echo})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    echo.address = f"127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield echo
    server.shutdown()
    server.server_close()

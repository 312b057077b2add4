"""A raw socket of this machine that answers as no library would: each path is a way to misbehave."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

OK = b"HTTP/1.1 200 OK\r\n"
AS_JSON = OK + b"Content-Type: application/json\r\n"
Parts = Iterator[bytes]
PAUSE_S = 0.05


def whole(body: bytes, more: bytes = b"") -> bytes:
    return AS_JSON + more + b"Content-Length: %d\r\n\r\n" % len(body) + body


def forever(*first: bytes, then: bytes, pause_s: float = 0.0) -> Parts:
    """Until the other side hangs up."""
    yield from first
    while True:
        time.sleep(pause_s)
        yield then


def redirect(location: bytes) -> bytes:
    return b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n"


def of(*parts: bytes) -> Callable[[], Parts]:
    return lambda: iter(parts)


_NESTED = b"[" * 100_000 + b"]" * 100_000
_CHUNK = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
BEHAVIOURS: dict[str, tuple[Callable[[], Parts], str | None]] = {
    "hangs_up": (of(), "response_invalid"),
    "never_answers": (lambda: forever(then=b"", pause_s=PAUSE_S), "fetch_timeout"),
    "status_line_byte_by_byte": (
        lambda: forever(OK[:9], then=b"2", pause_s=PAUSE_S),
        "fetch_timeout",
    ),
    "slow_headers": (lambda: forever(OK, then=b"X-A: b\r\n", pause_s=PAUSE_S), "fetch_timeout"),
    "slow_body": (
        lambda: forever(OK + b"Content-Length: 999\r\n\r\n", then=b"x", pause_s=PAUSE_S),
        "fetch_timeout",
    ),
    "slow_chunks": (
        lambda: forever(
            OK + b"Transfer-Encoding: chunked\r\n\r\n", then=b"1\r\nx\r\n", pause_s=PAUSE_S
        ),
        "fetch_timeout",
    ),
    "headers_without_end": (
        lambda: forever(OK, then=b"X-A: " + b"b" * 4096 + b"\r\n"),
        "response_invalid",
    ),
    "one_header_without_end": (
        lambda: forever(OK + b"X-A: ", then=b"b" * 4096),
        "response_invalid",
    ),
    "huge_header": (of(whole(b"{}", b"X-A: " + b"b" * 200_000 + b"\r\n")), "response_invalid"),
    "informational_flood": (
        lambda: forever(then=b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100),
        "fetch_timeout",
    ),
    "continues_then_answers": (of(b"HTTP/1.1 100 Continue\r\n\r\n" * 5 + whole(b"{}")), None),
    "switches_protocol": (
        of(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nhello"),
        "response_invalid",
    ),
    "body_without_end": (lambda: forever(OK + b"\r\n", then=b"x" * 65_536), "response_too_large"),
    "chunks_without_end": (
        lambda: forever(OK + b"Transfer-Encoding: chunked\r\n\r\n", then=_CHUNK),
        "response_too_large",
    ),
    "declares_a_terabyte": (
        of(OK + b"Content-Length: 1099511627776\r\n\r\nx"),
        "response_too_large",
    ),
    "declares_too_much": (of(OK + b"Content-Length: 100\r\n\r\nshort"), "response_invalid"),
    "declares_less": (of(OK + b"Content-Length: 2\r\n\r\nok, and more"), None),
    "declares_a_negative_length": (of(OK + b"Content-Length: -5\r\n\r\n"), "response_invalid"),
    "declares_no_number": (of(OK + b"Content-Length: 0x10\r\n\r\n"), "response_invalid"),
    "declares_twice": (
        of(OK + b"Content-Length: 2\r\nContent-Length: 9\r\n\r\nok"),
        "response_invalid",
    ),
    "length_and_chunks": (
        of(OK + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
        None,
    ),
    "bad_chunk_size": (
        of(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n"),
        "response_invalid",
    ),
    "chunk_extension_without_end": (
        lambda: forever(OK + b"Transfer-Encoding: chunked\r\n\r\n1;", then=b"a" * 4096),
        "response_invalid",
    ),
    "chunks_cut_off": (of(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"), "response_invalid"),
    "gzip_bomb": (
        of(whole(gzip.compress(b"\0" * 20_000_000), b"Content-Encoding: gzip\r\n")),
        "response_too_large",
    ),
    "gzip_in_gzip": (
        of(
            whole(
                gzip.compress(gzip.compress(b"\0" * 20_000_000)),
                b"Content-Encoding: gzip, gzip\r\n",
            )
        ),
        "response_invalid",
    ),
    "gzip_that_is_none": (of(whole(b"{}", b"Content-Encoding: gzip\r\n")), "response_invalid"),
    "not_http": (of(b"220 mail.example ESMTP\r\n"), "response_invalid"),
    "http_0_9": (of(b"<html>hello</html>"), "response_invalid"),
    "nul_in_a_header": (of(whole(b"{}", b"X-A: a\0b\r\n")), "response_invalid"),
    "header_without_colon": (of(whole(b"{}", b"nonsense\r\n")), "response_invalid"),
    "folded_header": (of(whole(b"{}", b"X-A: a\r\n b\r\n")), None),
    "header_in_other_letters": (of(whole(b"{}", "X-A: имя\r\n".encode())), None),
    "status_of_four_digits": (of(b"HTTP/1.1 2000 OK\r\n\r\n"), "response_invalid"),
    "redirect_to_userinfo": (of(redirect(b"http://a:b@127.0.0.1/")), "redirect_refused"),
    "redirect_to_zone": (of(redirect(b"http://[fe80::1%25lo]/")), "redirect_refused"),
    "redirect_to_mapped": (of(redirect(b"http://[::ffff:127.0.0.1]/")), "redirect_refused"),
    "redirect_to_no_url": (of(redirect(b"http://[/")), "redirect_refused"),
    "redirect_to_a_bad_name": (of(redirect(b"http://xn--/")), "response_invalid"),
    "redirect_to_nowhere": (of(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"), None),
    "not_utf_8": (of(whole(b'{"a": "\xff\xfe"}')), None),
    "not_a_number": (of(whole(b'{"a": NaN}')), "invalid_json"),
    "infinite": (of(whole(b'{"a": 1e999}')), "invalid_json"),
    "number_of_a_million_digits": (of(whole(b"1" * 60_000)), "invalid_json"),
    "the_same_key_twice": (of(whole(b'{"a": 1, "a": 2}')), None),
    "half_a_character": (of(whole(b'{"a": "\\ud83d"}')), None),
    "nested_100_000_deep": (of(whole(_NESTED[:30_000] + _NESTED[-30_000:])), "invalid_json"),
    "a_byte_order_mark": (of(whole(b"\xef\xbb\xbf{}")), None),
    "cookies_by_the_hundred": (of(whole(b"{}", b"Set-Cookie: a=b; expires=x\r\n" * 300)), None),
    "unknown_charset": (
        of(OK + b"Content-Type: text/plain; charset=zip\r\nContent-Length: 2\r\n\r\nok"),
        None,
    ),
}
"""What is done, and the code by which a tool's failure is told; None: it is an answer like any other."""


@dataclass
class Hostile:
    address: str = ""
    open: set[socket.socket] = field(default_factory=set)


@contextmanager
def hostile() -> Iterator[Hostile]:
    server = socket.create_server(("127.0.0.1", 0))
    made = Hostile(f"127.0.0.1:{server.getsockname()[1]}")

    def talk(line: socket.socket) -> None:
        with line, suppress(OSError):
            line.settimeout(20)
            head = line.recv(65_536).decode("latin-1")
            behaviour, _ = BEHAVIOURS[head.split()[1].strip("/").partition("?")[0]]
            for part in behaviour():
                line.sendall(part)
            line.shutdown(socket.SHUT_WR)
        made.open.discard(line)

    def accept() -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            made.open.add(line)
            threading.Thread(target=talk, args=(line,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield made
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    for line in list(made.open):
        line.close()

"""SIP OPTIONS: does anybody speak SIP at that address? Any answer, even a refusal, says yes."""

import secrets
import socket
import ssl
import time

from speaknode.telephony.models import TestResult

_TIMEOUT_S = 3.0
_RETRY_S = 0.5
_PORTS = {"udp": 5060, "tcp": 5060, "tls": 5061}


def ping(server: str, transport: str) -> TestResult:
    host, port = split(server, transport)
    began = time.monotonic()
    try:
        status = _udp(host, port) if transport == "udp" else _stream(host, port, transport)
    except OSError as error:
        return TestResult(ok=False, detail=f"OPTIONS to {host}:{port}/{transport}: {error}")
    took_ms = round((time.monotonic() - began) * 1000, 1)
    return TestResult(ok=True, detail=f"answered {status}", latency_ms=took_ms)


def split(server: str, transport: str) -> tuple[str, int]:
    host, _, port = server.rpartition(":")
    if host and port.isdigit():
        return host.strip("[]"), int(port)
    return server.strip("[]"), _PORTS[transport]


def request(host: str, port: int, transport: str, own: tuple[str, int]) -> bytes:
    branch, tag, call = (secrets.token_hex(8) for _ in range(3))
    via = f"{own[0]}:{own[1]}"
    lines = (
        f"OPTIONS sip:{host}:{port} SIP/2.0",
        f"Via: SIP/2.0/{transport.upper()} {via};branch=z9hG4bK{branch};rport",
        "Max-Forwards: 70",
        f"From: <sip:ping@{via}>;tag={tag}",
        f"To: <sip:{host}:{port}>",
        f"Call-ID: {call}",
        "CSeq: 1 OPTIONS",
        f"Contact: <sip:ping@{via}>",
        "Accept: application/sdp",
        "Content-Length: 0",
        "",
        "",
    )
    return "\r\n".join(lines).encode()


def _udp(host: str, port: int) -> str:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0][0]
    with socket.socket(family, socket.SOCK_DGRAM) as link:
        link.connect((host, port))
        message = request(host, port, "udp", link.getsockname()[:2])
        deadline = time.monotonic() + _TIMEOUT_S
        link.settimeout(_RETRY_S)
        while time.monotonic() < deadline:
            link.send(message)
            try:
                return _status(link.recv(4096))
            except TimeoutError:
                continue
    raise TimeoutError(f"no answer within {_TIMEOUT_S:g} s")


def _stream(host: str, port: int, transport: str) -> str:
    with socket.create_connection((host, port), _TIMEOUT_S) as plain:
        plain.settimeout(_TIMEOUT_S)
        if transport == "tcp":
            return _ask(plain, host, port, transport)
        with ssl.create_default_context().wrap_socket(plain, server_hostname=host) as link:
            return _ask(link, host, port, transport)


def _ask(link: socket.socket, host: str, port: int, transport: str) -> str:
    link.sendall(request(host, port, transport, link.getsockname()[:2]))
    return _status(link.recv(4096))


def _status(answer: bytes) -> str:
    first = answer.split(b"\r\n", 1)[0].decode(errors="replace")
    if not first.startswith("SIP/2.0 "):
        raise OSError("the answer is not SIP")
    return first.removeprefix("SIP/2.0 ")

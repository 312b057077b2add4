"""The other side of a call that is not answered: sipp rings, and then refuses, or rings on, or asks for a password."""

import contextlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from infra.local.ports import is_free

_REASONS = {486: "Busy Here", 603: "Decline", 404: "Not Found"}
_CHALLENGE = 'WWW-Authenticate: Digest realm="pbx", nonce="4711", algorithm=MD5'
_ANSWER = """<send{jump}><![CDATA[
SIP/2.0 {line}
[last_Via:]
[last_From:]
[last_To:];tag=[pid]sipp[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>{more}
Content-Length: 0

]]></send>
"""


@contextlib.contextmanager
def answering(directory: Path, port: int, status: int | None) -> Iterator[None]:
    """`status` after ringing; None: it rings until the caller gives up."""
    with _playing(directory, port, _scenario(status)):
        yield


@contextlib.contextmanager
def challenging(directory: Path, port: int, *, username: str, password: str) -> Iterator[None]:
    """Asks for the password: who has it finds the line busy, anybody else is turned away (403)."""
    with _playing(directory, port, _digest(username, password)):
        yield


@contextlib.contextmanager
def _playing(directory: Path, port: int, scenario: str) -> Iterator[None]:
    file = directory / "scenario.xml"
    file.write_text(scenario)
    argv = ["sipp", "-sf", str(file), "-i", "127.0.0.1", "-p", str(port), "-m", "1", "-nostdin"]
    process = subprocess.Popen(
        argv, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 10
        while is_free(port, udp=True) and time.monotonic() < deadline:
            time.sleep(0.05)
        yield
    finally:
        process.kill()
        process.wait(timeout=5)


def _scenario(status: int | None) -> str:
    if status is None:
        end = '<recv request="CANCEL"/>\n' + _answer("200 OK")
    else:
        end = _answer(f"{status} {_REASONS[status]}") + '<recv request="ACK"/>'
    return _whole(f'<recv request="INVITE"/>\n{_answer("180 Ringing")}{end}')


def _digest(username: str, password: str) -> str:
    check = f'<verifyauth assign_to="right" username="{username}" password="{password}"/>'
    steps = (
        '<recv request="INVITE"/>',
        _answer("401 Unauthorized", more=_CHALLENGE),
        '<recv request="ACK"/>',
        f'<recv request="INVITE"><action>{check}</action></recv>',
        '<nop test="right" next="1"/>',
        _answer("403 Forbidden", jump=' next="2"'),
        '<label id="1"/>',
        _answer("486 Busy Here"),
        '<label id="2"/>',
        '<recv request="ACK"/>',
    )
    return _whole("\n".join(steps))


def _answer(line: str, *, more: str = "", jump: str = "") -> str:
    return _ANSWER.format(line=line, more=f"\n{more}" if more else "", jump=jump)


def _whole(steps: str) -> str:
    head = '<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="no answer">\n'
    return f"{head}{steps}\n</scenario>\n"

"""The other side of a call that is not answered: sipp rings, and then refuses, or rings on, or asks for a password."""

import contextlib
import re
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
    with _running(argv, directory, port):
        yield


@contextlib.contextmanager
def _running(argv: list[str], directory: Path, port: int) -> Iterator[None]:
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


_VILLAGE = """<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="village">
<recv request="INVITE" rrs="true"><action>
<ereg regexp="sip:.?155511" search_in="hdr" header="To:" assign_to="busy"/>
<ereg regexp="sip:.?155512" search_in="hdr" header="To:" assign_to="out"/>
<ereg regexp="sip:.?155513" search_in="hdr" header="To:" assign_to="machine"/>
<ereg regexp=".*" search_in="hdr" header="To:" assign_to="own"/>
<ereg regexp=".*" search_in="hdr" header="From:" assign_to="other"/>
<log message="INVITE [$own]"/>
</action></recv>
{ringing}
<nop next="1" test="busy"/>
<nop next="2" test="out"/>
<nop next="4" test="machine"/>
{taken}
<recv request="ACK"/>
<nop><action><exec rtp_stream="hush.ulaw,1,0,PCMU/8000"/></action></nop>
<pause milliseconds="1500"/>
<send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From:[$own];tag=[pid]sipp[call_number]
To:[$other]
Call-ID: [call_id]
CSeq: 1 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200" next="3"/>
<label id="1"/>
{busy}
<recv request="ACK" next="3"/>
<label id="2"/>
<recv request="CANCEL"/>
{canceled}
<nop next="3"/>
<label id="4"/>
{taken}
<recv request="ACK"/>
<nop><action><exec rtp_stream="machine.ulaw,1,0,PCMU/8000"/></action></nop>
<recv request="BYE"/>
{canceled}
<label id="3"/>
</scenario>
"""
_TAKEN = """<send retrans="500"><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:];tag=[pid]sipp[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>
Content-Type: application/sdp
Content-Length: [len]

v=0
o=village 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [rtpstream_audio_port] RTP/AVP 0
a=rtpmap:0 PCMU/8000

]]></send>
"""


@contextlib.contextmanager
def village(directory: Path, port: int, greeting: bytes) -> Iterator[None]:
    """Many telephones: +155510… answers and hangs up soon, +155511… is busy, +155512… rings on, +155513… is a
    machine, and says its greeting (µ-law)."""
    (directory / "machine.ulaw").write_bytes(greeting)
    (directory / "hush.ulaw").write_bytes(b"\xff" * 16_000)
    file = directory / "village.xml"
    file.write_text(
        _VILLAGE.format(
            ringing=_answer("180 Ringing"),
            busy=_answer("486 Busy Here"),
            canceled=_answer("200 OK"),
            taken=_TAKEN,
        )
    )
    argv = ["sipp", "-sf", str(file), "-i", "127.0.0.1", "-p", str(port), "-nostdin"]
    argv += ["-trace_logs", "-log_file", str(directory / "invites.log")]
    with _running(argv, directory, port):
        yield


def invited(directory: Path) -> list[str]:
    """The numbers that the village was called at, once a call."""
    text = (directory / "invites.log").read_text()
    return [f"+{number}" for number in re.findall(r"INVITE.*?sip:\+?(\d+)@", text)]

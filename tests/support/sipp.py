"""The other side of a call that is not answered: sipp rings, and then refuses, or rings on."""

import contextlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from infra.local.ports import is_free

_REASONS = {486: "Busy Here", 603: "Decline", 404: "Not Found"}
_ANSWER = """<send><![CDATA[
SIP/2.0 {line}
[last_Via:]
[last_From:]
[last_To:];tag=[pid]sipp[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>
Content-Length: 0

]]></send>
"""


@contextlib.contextmanager
def answering(directory: Path, port: int, status: int | None) -> Iterator[None]:
    """`status` after ringing; None: it rings until the caller gives up."""
    file = directory / "scenario.xml"
    file.write_text(_scenario(status))
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
        end = '<recv request="CANCEL"/>\n' + _ANSWER.format(line="200 OK")
    else:
        end = _ANSWER.format(line=f"{status} {_REASONS[status]}") + '<recv request="ACK"/>'
    head = '<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="no answer">\n'
    ringing = _ANSWER.format(line="180 Ringing")
    return f'{head}<recv request="INVITE"/>\n{ringing}{end}\n</scenario>\n'

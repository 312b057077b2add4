"""Webhooks of Twilio taken on one core: our whole handler, and RequestValidator on Flask doing as much.

Both read the form, check the signature over URL and fields, and answer TwiML. Ours also checks the path, the
account and its settings; storage is left out on both sides.
"""

import base64
import time
from collections.abc import Callable
from io import BytesIO
from unittest import mock
from urllib.parse import urlencode

from flask import Flask, Response, abort, request
from tests.core.telephony.twilio.test_carrier import account
from tests.core.telephony.twilio.test_webhook import webhook
from tests.core.telephony.webhooks import World
from tests.support.twilio.rest import SID, TOKEN
from twilio.request_validator import RequestValidator
from werkzeug.test import EnvironBuilder, run_wsgi_app

from inbound import twilio as ours
from speaknode import wiring
from speaknode.kit.settings import Settings

PUBLIC = "https://voice.example"
PATH = "/hooks/twilio/spc_1/tel_1/stream"
REQUESTS = 2000
FORM = {
    "AccountSid": SID, "CallSid": "CA" + "1" * 32, "StreamSid": "MZ" + "2" * 32,
    "StreamEvent": "stream-started", "From": "+15550199", "To": "+15550001", "ApiVersion": "2010-04-01",
    "Direction": "inbound", "CallStatus": "in-progress", "Timestamp": "2026-11-20T12:00:00.000Z",
}  # fmt: skip


def run() -> None:
    body = urlencode(FORM)
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + PATH, FORM)
    took = {
        "Speaknode": _ours(body, signature),
        "RequestValidator on Flask": _flask(body, signature),
    }
    print(f"\nWebhooks acknowledged on one core, {REQUESTS} in turn")
    print(f"{'side':28}{'p50 µs':>10}{'p99 µs':>10}{'per second':>12}")
    for name, times in took.items():
        times.sort()
        mean = sum(times) / len(times)
        print(f"{name:28}{times[len(times) // 2] * 1e6:10.0f}{times[int(len(times) * 0.99)] * 1e6:10.0f}"
              f"{1 / mean:12.0f}")  # fmt: skip


def _ours(body: str, signature: str) -> list[float]:
    event = {
        "path": f"/v1{PATH}", "isBase64Encoded": True, "body": base64.b64encode(body.encode()).decode(),
        "headers": {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"},
    }  # fmt: skip
    opened, world = account(), World()

    class Accounts:
        def opened(self, space_id: str, account_id: str) -> tuple[None, object]:
            return None, opened

    made = webhook(world)
    config = Settings(SPEAKNODE_PUBLIC_URL=PUBLIC)
    with (
        mock.patch.object(wiring, "telephony", lambda: Accounts(), create=True),
        mock.patch.object(wiring, "twilio_webhook", lambda: made, create=True),
        mock.patch.object(ours, "settings", lambda: config),
        mock.patch.object(ours.logger, "info"),
    ):
        assert ours.handler(event, None)["statusCode"] == 200  # type: ignore[arg-type]
        return _timed(lambda: ours.handler(event, None))  # type: ignore[arg-type]


def _flask(body: str, signature: str) -> list[float]:
    app, validator = Flask("bench"), RequestValidator(TOKEN)

    @app.post(PATH)
    def stream() -> Response:
        given = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(request.url, request.form, given):
            abort(403)
        return Response("<Response/>", mimetype="text/xml")

    # A WSGI call without a socket, as our handler is called without a gateway.
    built = EnvironBuilder(
        PATH, base_url=PUBLIC, method="POST", data=body, headers=[("X-Twilio-Signature", signature)],
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    environ = built.get_environ()

    def once() -> str:
        again = {**environ, "wsgi.input": BytesIO(body.encode())}
        return run_wsgi_app(app, again)[1]

    assert once() == "200 OK"
    return _timed(once)


def _timed(work: Callable[[], object]) -> list[float]:
    """In the process's own time: what the neighbours take is not ours."""
    times = []
    for _ in range(REQUESTS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return times

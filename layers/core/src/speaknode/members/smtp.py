"""Letters by SMTP."""

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from speaknode.kit.errors import UnavailableError

TIMEOUT_S = 8.0
_SUBMISSION_PORT = 587
_TLS_PORT = 465
Connect = Callable[..., smtplib.SMTP]


class SmtpMailer:
    """`url` is smtp://user:password@host:port (STARTTLS where it is offered) or smtps://…"""

    def __init__(self, url: str, *, sender: str, connect: Connect | None = None) -> None:
        parts = urlsplit(url)
        self._is_tls = parts.scheme == "smtps"
        self._host = parts.hostname or ""
        self._port = parts.port or (_TLS_PORT if self._is_tls else _SUBMISSION_PORT)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = sender
        self._connect = connect or (smtplib.SMTP_SSL if self._is_tls else smtplib.SMTP)

    def send(self, to: str, *, subject: str, text: str) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, to, subject
        message.set_content(text)
        try:
            with self._connect(self._host, self._port, timeout=TIMEOUT_S) as server:
                server.ehlo()
                if not self._is_tls and server.has_extn("starttls"):
                    server.starttls(context=ssl.create_default_context())
                    server.ehlo()
                if self._user:
                    server.login(self._user, self._password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise UnavailableError("the mail server did not take the letter") from error

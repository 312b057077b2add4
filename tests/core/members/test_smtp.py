"""Letters over SMTP."""

import smtplib
from email.message import EmailMessage
from typing import Any

import pytest

from speaknode.kit.errors import UnavailableError
from speaknode.members.smtp import SmtpMailer


class Server:
    """Notes what a client does; offers STARTTLS."""

    def __init__(self, *, fails: Exception | None = None, offers_tls: bool = True) -> None:
        self.done: list[Any] = []
        self.letters: list[EmailMessage] = []
        self._fails, self._offers_tls = fails, offers_tls

    def __call__(self, host: str, port: int, *, timeout: float) -> Any:
        self.done.append((host, port))
        if self._fails:
            raise self._fails
        return self

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.done.append("quit")

    def ehlo(self) -> None: ...
    def has_extn(self, name: str) -> bool:
        return self._offers_tls and name == "starttls"

    def starttls(self, *, context: object) -> None:
        self.done.append("tls")

    def login(self, user: str, password: str) -> None:
        self.done.append((user, password))

    def send_message(self, message: EmailMessage) -> None:
        self.letters.append(message)


def send(server: Server, url: str = "smtp://us%40er:p%3Aw@mail.test") -> None:
    mailer = SmtpMailer(url, sender="Speaknode <no-reply@x.test>", connect=server)
    mailer.send("eve@x.test", subject="Приглашение", text="Привет\n")


def test_a_letter_goes_out_encrypted_and_with_a_login() -> None:
    server = Server()
    send(server)
    assert server.done == [("mail.test", 587), "tls", ("us@er", "p:w"), "quit"]
    [letter] = server.letters
    assert (letter["To"], letter["Subject"]) == ("eve@x.test", "Приглашение")
    assert letter.get_content() == "Привет\n"


def test_a_plain_server_without_login() -> None:
    server = Server(offers_tls=False)
    send(server, "smtp://localhost:1025")
    assert server.done == [("localhost", 1025), "quit"]


@pytest.mark.parametrize("error", [TimeoutError(), smtplib.SMTPServerDisconnected("gone")])
def test_a_server_that_does_not_take_it_is_told(error: Exception) -> None:
    with pytest.raises(UnavailableError, match="did not take the letter"):
        send(Server(fails=error))


def test_smtps_is_encrypted_from_the_start() -> None:
    server = Server()
    send(server, "smtps://mail.test")
    assert server.done == [("mail.test", 465), "quit"]

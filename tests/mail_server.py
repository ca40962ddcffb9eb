"""The portal's own mail intake as a process, and answering one of its mails over SMTP."""

import contextlib
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage, Message

from django.db import connection

from dco_portal.embedded import free_port
from tests.environment import ROOT
from tests.worker import worker_environment

COMMAND = [sys.executable, str(ROOT / "manage.py"), "receive_mail"]


@contextlib.contextmanager
def mail_server(limit_mb: int = 1) -> Iterator[int]:
    """The port of a server that takes mails of so many megabytes; it must end by itself when asked to."""
    port = free_port()
    environment = worker_environment(connection.get_connection_params())
    process = subprocess.Popen(
        [*COMMAND, "--listen", f"127.0.0.1:{port}"],
        env=environment | {"MAIL_IN_MAX_MB": str(limit_mb)},
    )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, "The server ended."
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        assert process.wait(20) == 0


def answer(port: int, mail: Message, text: str) -> None:
    """Answer a mail of the portal as a mail program does: to its Reply-To, with what it said quoted."""
    reply = EmailMessage()
    reply["From"], reply["To"] = str(mail["To"]), str(mail["Reply-To"])
    reply["Subject"] = f"Re: {mail['Subject']}"
    reply["Message-ID"], reply["In-Reply-To"] = "<answer@mail.example>", str(mail["Message-ID"])
    reply.set_content(
        f"{text}\n\nOn Monday, the portal <{mail['From']}> wrote:\n> Open it in the portal\n"
    )
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as smtp:
        smtp.send_message(reply)

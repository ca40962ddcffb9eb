"""The real SMTP server of `manage.py receive_mail --listen`, and one mail from standard input."""

import smtplib
import subprocess
from collections.abc import Iterator

import pytest
from django.db import connection

from enquiries.models import HeldMessage
from tests.enquiry_scene import Scene
from tests.integration.enquiries.test_mail_in import letter, with_file
from tests.mail_server import COMMAND, mail_server
from tests.worker import worker_environment


@pytest.fixture
def server(transactional_db) -> Iterator[tuple[Scene, int]]:
    """A scene and the port of a server that takes mails of 1 MB."""
    with mail_server() as port:
        yield Scene(), port


def wired(raw: bytes) -> bytes:
    """The mail with the line ends of the wire."""
    return raw.replace(b"\n", b"\r\n")


def test_mails_over_smtp(server):
    scene, port = server
    enquiry = scene.enquiry()
    to = f"enquiries+{enquiry.reply_key}@portal.example"
    sender = scene.senco.email
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as smtp:
        smtp.sendmail(sender, [to], wired(letter(enquiry, sender, "Over the wire")))
        # No relay: mail for others is refused at the door.
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            smtp.sendmail(sender, ["someone@elsewhere.example"], letter(enquiry, sender))
        # Over the limit it is held; far over it, it is refused while it is being sent, and bounces.
        smtp.sendmail(
            sender, [to], wired(with_file(letter(enquiry, sender), b"x" * 1_000_000, "big.pdf"))
        )
        with pytest.raises(smtplib.SMTPResponseException) as refused:
            smtp.sendmail(
                sender,
                [to],
                wired(with_file(letter(enquiry, sender), b"x" * 2_000_000, "huge.pdf")),
            )
    assert refused.value.smtp_code == 552
    assert (
        enquiry.messages.filter(source="email").values_list("text", flat=True).get()
        == "Over the wire"
    )
    assert HeldMessage.objects.values_list("reason", flat=True).get() == "too_big"


def test_one_mail_from_standard_input(transactional_db):
    scene = Scene()
    enquiry = scene.enquiry()
    done = subprocess.run(
        COMMAND, input=letter(enquiry, scene.senco.email), capture_output=True,
        env=worker_environment(connection.get_connection_params()),
    )  # fmt: skip
    assert (done.returncode, done.stdout.decode().strip()) == (0, "joined")
    assert enquiry.messages.filter(source="email").exists()


@pytest.mark.parametrize("listen", ["8025", "host:", "a:b"])
def test_a_wrong_address_is_said(listen):
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match="HOST:PORT"):
        call_command("receive_mail", listen=listen)

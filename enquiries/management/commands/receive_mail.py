"""Takes in mails to the enquiries address: one from standard input, or many as an SMTP server."""

import signal
import sys
import threading
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections

from enquiries.actions import incoming

HARD_LIMIT = 2  # times the size that joins a thread: what is larger still is refused at the door


def for_us(address: str) -> bool:
    """Whether an address is the enquiries address, with or without a key."""
    name, _, host = settings.MAIL_IN_ADDRESS.lower().partition("@")
    local, _, at = address.lower().partition("@")
    return bool(name) and at == host and local.split("+")[0] == name


def taken(raw: bytes, sender: str | None, recipients: tuple[str, ...]) -> str:
    """Take one in with database connections of its own thread."""
    close_old_connections()
    try:
        return incoming.take(raw=raw, envelope_from=sender, envelope_to=recipients)
    finally:
        close_old_connections()


class Door:
    """What the SMTP server asks: whom it takes mail for, and what becomes of it."""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Mail for other addresses is refused: this is no relay."""
        if not for_us(address):
            return "550 5.1.1 No such address here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Taken means committed. When the database is away, the sending server keeps it and tries again."""
        raw = envelope.original_content or b""
        try:
            await sync_to_async(taken, thread_sensitive=False)(
                raw, envelope.mail_from, tuple(envelope.rcpt_tos)
            )
        except DatabaseError:
            return "451 4.3.0 Try again later"
        return "250 2.0.0 Taken"


class Command(BaseCommand):
    """`manage.py receive_mail [--listen HOST:PORT]`; without it, one mail from standard input."""

    help = "Take in replies by e-mail: one mail from standard input, or --listen as an SMTP server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--listen", metavar="HOST:PORT", help="Serve SMTP here until stopped.")

    def handle(self, *args: Any, listen: str | None, **options: Any) -> None:
        if not settings.MAIL_IN_ADDRESS:
            raise CommandError("MAIL_IN_ADDRESS is not set: no mail is taken in. See .env.sample.")
        if listen is None:
            self.stdout.write(incoming.take(raw=sys.stdin.buffer.read()))
            return
        host, _, port = listen.rpartition(":")
        if not host or not port.isdigit():
            raise CommandError("--listen needs HOST:PORT, such as 127.0.0.1:8025.")
        self.serve(host, int(port))

    def serve(self, host: str, port: int) -> None:
        """Serve until SIGTERM or SIGINT."""
        stop = threading.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: stop.set())
        limit = settings.MAIL_IN_MAX_MB * 1_000_000 * HARD_LIMIT
        server = Controller(Door(), hostname=host, port=port, data_size_limit=limit)
        server.start()
        self.stdout.write(f"Taking mail for {settings.MAIL_IN_ADDRESS} on {host}:{port}")
        self.stdout.flush()
        stop.wait()
        server.stop()

"""The mail folder, and a message of ours as a mail: one Message-ID per message, for good."""

import contextlib
import os
import re
import uuid
from collections.abc import Sequence
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from dco_portal.notifications.models import Notification


class FolderBackend(BaseEmailBackend):
    """Writes each mail to `EMAIL_FILE_PATH` as `<message-id>.eml`, whole or not at all.

    The same message written twice is the same file, so a repeat after a crash leaves no double.
    Errors: `OSError` when the folder cannot be written to.
    """

    def __init__(self, *args, file_path: str | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def open(self) -> bool:
        """Make the folder; True when it had to be made."""
        made = not self.folder.is_dir()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return made

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails; the number written."""
        self.open()
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        mail = message.message()
        name = re.sub(r"[^A-Za-z0-9.-]", "_", str(mail["Message-ID"]).strip("<> ").split("@")[0])
        draft = self.folder / f".{name}.{uuid.uuid4().hex}.tmp"
        try:
            with draft.open("xb") as file:
                file.write(mail.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.folder / f"{name}.eml")
        finally:
            with contextlib.suppress(FileNotFoundError):
                draft.unlink()


def message_id(notification_id: uuid.UUID) -> str:
    """The Message-ID of a message: a repeat is recognised by the mail systems on its way."""
    return f"<{notification_id}@{urlsplit(settings.PORTAL_BASE_URL).hostname}>"


def reply_address(key: str) -> str:
    """Where a reply to a mail about a thread goes: "name+key@host"; "" where no mail is taken in."""
    name, at, host = settings.MAIL_IN_ADDRESS.partition("@")
    return f"{name}+{key}@{host}" if at and key else ""


def compose(notification: Notification) -> EmailMessage:
    """The mail of a message: subject, what changed and by when, reference, link. Plain text.

    The template gets these fixed words and no record, so that no child's name can be in reach.
    """
    recipient = notification.recipient
    to = recipient.email if recipient else notification.email
    reply_to = reply_address(notification.reply_key)
    context = {
        "reply": bool(reply_to),
        "subject": notification.subject,
        "what": notification.body,
        "reference": notification.reference,
        "link": f"{settings.PORTAL_BASE_URL}{notification.link}" if notification.link else "",
        "preferences": f"{settings.PORTAL_BASE_URL}/notifications/preferences/"
        if recipient
        else "",
    }
    return EmailMessage(
        subject=notification.subject,
        body=render_to_string("emails/notification.txt", context),
        to=[parseaddr(to)[1] or to],
        reply_to=[reply_to] if reply_to else None,
        headers={
            "Message-ID": message_id(notification.pk),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )

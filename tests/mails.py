"""Reading the mails that server processes wrote to the mail folder (one file each)."""

import email
import email.policy
import time
from email.message import EmailMessage
from pathlib import Path


class MailFolder:
    """The folder `EMAIL_URL=file://…` names; a file per mail, its name ending in `.eml`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def clear(self) -> None:
        """Remove what earlier tests left."""
        for file in self.path.glob("*.eml"):
            file.unlink(missing_ok=True)

    def messages(self) -> list[EmailMessage]:
        """Every mail so far, oldest first."""
        files = sorted(self.path.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [
            email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            for file in files
        ]

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one address, oldest first."""
        return [mail for mail in self.messages() if address in (mail["To"] or "")]

    def wait_for(self, address: str, subject: str = "", *, seconds: float = 45) -> EmailMessage:
        """The first mail to an address whose subject contains the words; waits for it."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for mail in self.to(address):
                if subject.casefold() in (mail["Subject"] or "").casefold():
                    return mail
            time.sleep(0.2)
        seen = [f"{mail['To']}: {mail['Subject']}" for mail in self.messages()]
        raise AssertionError(f"No mail to {address} about {subject!r}; there are: {seen}")

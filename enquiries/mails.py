"""Reading a mail that came in: whose, to which thread, the words they wrote, the files. Pure: no database."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

import nh3
from mailparser_reply import EmailReplyParser

KEY = re.compile(r"\+([a-z0-9]{24})@")
SENT_TO = ("To", "Cc", "Delivered-To", "X-Original-To")
MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}>")
BREAKS = re.compile(r"(?i)<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>")
RULE = re.compile(r"\n[_\-–—]{5,}\s*$")
LONGEST_SUBJECT, MOST_FILES = 200, 10
ROBOTS = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+.-].*)?@", re.I
)


@dataclass(frozen=True)
class File:
    """One file of a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Incoming:
    """A mail as read. `keys` are the reply keys of the addresses it went to; `answers` the Message-IDs it answers.

    `automatic` says that no person wrote it: an absence note, a bounce, a list.
    """

    message_id: str
    sender: str
    subject: str
    text: str
    keys: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    automatic: bool = False
    files: tuple[File, ...] = ()
    size: int = 0
    skipped: tuple[str, ...] = field(default=())


def read(
    raw: bytes, *, envelope_from: str | None = None, envelope_to: Sequence[str] = ()
) -> Incoming:
    """Read a mail of any shape. `envelope_from` is "" for a bounce, None where nobody said."""
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    # As text: Pythons differ in what they take for a list of addresses, and a key fits nothing else.
    addresses = [*envelope_to, *(_header(mail, name) for name in SENT_TO)]
    files, skipped = _files(mail)
    return Incoming(
        message_id=_first_id(_header(mail, "Message-ID")),
        sender=parseaddr(_header(mail, "From"))[1].strip().lower(),
        subject=" ".join(_header(mail, "Subject").split())[:LONGEST_SUBJECT],
        text=written(mail),
        keys=tuple(dict.fromkeys(key for each in addresses for key in KEY.findall(each.lower()))),
        answers=tuple(
            dict.fromkeys(
                MESSAGE_ID.findall(_header(mail, "In-Reply-To") + " " + _header(mail, "References"))
            )
        ),
        automatic=_automatic(mail, envelope_from),
        files=files,
        size=len(raw),
        skipped=skipped,
    )


def _header(mail: EmailMessage, name: str) -> str:
    """A header as text; one that cannot be decoded is empty rather than the end of the mail."""
    try:
        return str(mail.get(name, ""))
    except (ValueError, LookupError, IndexError, AttributeError):
        return ""


def _first_id(text: str) -> str:
    found = MESSAGE_ID.search(text)
    return found[0] if found else ""


def _automatic(mail: EmailMessage, envelope_from: str | None) -> bool:
    if envelope_from in {"", "<>"}:
        return True
    submitted = _header(mail, "Auto-Submitted").split(";")[0].strip().lower()
    if submitted not in {"", "no"}:
        return True
    if _header(mail, "Precedence").strip().lower() in {"bulk", "junk", "list", "auto_reply"}:
        return True
    if any(
        _header(mail, name) for name in ("X-Autoreply", "X-Autorespond", "List-Id", "X-Auto-Reply")
    ):
        return True
    if mail.get_content_type() in {"multipart/report", "message/delivery-status"}:
        return True
    return bool(ROBOTS.match(parseaddr(_header(mail, "From"))[1]))


def written(mail: EmailMessage) -> str:
    """What the person wrote now, without what they answer. All of it, where nothing would be left."""
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeDecodeError, KeyError):
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    if part.get_content_type() == "text/html":
        text = html.unescape(nh3.clean(BREAKS.sub("\n", text), tags=set()))
    text = re.sub(
        r"[^\S\n]+\n", "\n", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    ).strip()
    latest = (EmailReplyParser(languages=["en"]).read(text).latest_reply or "") if text else ""
    return RULE.sub("", latest.strip()).strip() or text


def _files(mail: EmailMessage) -> tuple[tuple[File, ...], tuple[str, ...]]:
    found: list[File] = []
    skipped: list[str] = []
    for part in mail.iter_attachments():
        name = part.get_filename() or ""
        payload = part.get_payload(decode=True)
        if not name or not isinstance(payload, bytes):
            continue  # pictures inside a signature, or a mail within the mail
        if len(found) >= MOST_FILES:
            skipped.append(name)
            continue
        found.append(File(name, part.get_content_type(), payload))
    return tuple(found), tuple(skipped)

"""The papers of a child's case: the shape every feature gives its own in, for a bundle."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from dco_portal.documents.models import Attachment


@dataclass(frozen=True)
class Said:
    """One message of a correspondence: when, who wrote, to whom or what it was, and its words."""

    at: dt.datetime
    who: str
    what: str
    text: str


@dataclass(frozen=True)
class Part:
    """A titled part of a paper: rows of (label, text)."""

    title: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FileOf:
    """An upload that belongs to a paper. `held_back` says why it cannot be had, "" where it can."""

    id: uuid.UUID
    filename: str
    size: int
    sha256: str
    description: str = ""
    held_back: str = ""


@dataclass(frozen=True)
class Paper:
    """One record of the case. `left_out` are sentences on what of it is not here, and why."""

    title: str
    reference: str
    at: dt.date | dt.datetime
    facts: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    letters: tuple[Said, ...] = ()
    files: tuple[FileOf, ...] = ()
    left_out: tuple[str, ...] = field(default=())


def file_of(attachment: Attachment) -> FileOf:
    """An upload as a paper names it."""
    held = attachment.scan_state in {"waiting", "infected"}
    return FileOf(
        attachment.pk, attachment.filename, attachment.size, attachment.sha256, attachment.description,
        str(attachment.get_scan_state_display()) if held else "",
    )  # fmt: skip

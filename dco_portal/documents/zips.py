"""A ZIP as a stream of bytes, so that no archive stands in memory or half-written where somebody finds it.

Files are stored as they are: what people upload is compressed already.
"""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, cast

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP can name: the same files give the same bytes
RESERVED = '<>:"|?*\\'
LONGEST = 100  # characters of a name, so that unpacking works under Windows


@dataclass(frozen=True)
class Member:
    """One file of the archive: its path there, its bytes in pieces, and its size in bytes."""

    path: str
    pieces: Iterable[bytes]
    size: int


class _Pipe:
    """What the archive writes to: keeps what was written until it is taken."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken, self._waiting = b"".join(self._waiting), []
        return taken


def stream(members: Iterable[Member]) -> Iterator[bytes]:
    """The archive's bytes, member by member as they come."""
    pipe = _Pipe()
    # A ZIP is written to anything that has `write` and `flush`; the stubs ask for a whole file.
    with zipfile.ZipFile(cast(IO[bytes], pipe), "w", zipfile.ZIP_STORED) as archive:
        for member in members:
            entry = zipfile.ZipInfo(member.path, FIRST_DAY)
            entry.external_attr = 0o644 << 16
            entry.file_size = member.size
            with archive.open(entry, "w") as target:
                for piece in member.pieces:
                    target.write(piece)
                    yield pipe.take()
            yield pipe.take()
    yield pipe.take()


class Paths:
    """Paths within one archive: none twice, whatever the case of its letters; safe on every system."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, folder: str, name: str) -> str:
        """A path for this name; the second of the same name gets "(2)" before its extension."""
        stem, dot, extension = _safe(name).rpartition(".")
        if not dot:
            stem, extension = extension, ""
        path, number = _join(folder, stem, dot + extension), 1
        while path.casefold() in self._taken:
            number += 1
            path = _join(folder, f"{stem[: LONGEST - 6]} ({number})", dot + extension)
        self._taken.add(path.casefold())
        return path


def _safe(name: str) -> str:
    shown = "".join(" " if sign in RESERVED or sign == "/" else sign for sign in name)
    return " ".join(shown.split()).strip(". ") or "file"


def _join(folder: str, stem: str, extension: str) -> str:
    inside = "/".join(_safe(part) for part in folder.split("/") if part)
    name = f"{stem[: LONGEST - len(extension)].rstrip()}{extension}"
    return f"{inside}/{name}" if inside else name

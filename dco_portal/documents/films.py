"""Films that people upload for a public page: what they are, and playing them from any place.

Phones ask for a film piece by piece (RFC 9110, section 14); one that is sent whole does not play on many.
"""

import re
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse

from dco_portal.common.errors import Conflict, Invalid
from dco_portal.documents import storage
from dco_portal.documents.errors import DamagedFile, UnfitFile
from dco_portal.documents.files import FIELD, Kind, clean_name
from dco_portal.documents.models import Attachment
from dco_portal.documents.serve import check_available

HEAD = 64
KEPT_SECONDS = 3600
SPAN = re.compile(r"bytes=(\d*)-(\d*)")


def _inspect_mp4(file: BinaryIO) -> None:
    """ISO base media (ISO 14496-12): the first box is "ftyp"."""
    if file.read(HEAD)[4:8] != b"ftyp":
        raise UnfitFile("The selected file is not an MP4 film, whatever its name says")


def _inspect_webm(file: BinaryIO) -> None:
    """Matroska's mark, and its document type (RFC 8794)."""
    head = file.read(HEAD)
    if not head.startswith(b"\x1a\x45\xdf\xa3") or b"webm" not in head:
        raise UnfitFile("The selected file is not a WebM film, whatever its name says")


KINDS = (
    Kind("MP4", "video/mp4", (".mp4",), frozenset(), _inspect_mp4),
    Kind("WebM", "video/webm", (".webm",), frozenset(), _inspect_webm),
)


def accept() -> str:
    """The value of a file field's `accept` attribute."""
    return ",".join(extension for kind in KINDS for extension in kind.extensions)


def hint() -> str:
    """One sentence for the hint of a file field."""
    return f"MP4 or WebM, up to {settings.FILM_MAX_BYTES // 1024 // 1024}MB"


def check(upload: File) -> Kind:
    """What the film is. Raises `Invalid` on the field `upload` with a sentence for the person."""
    name = clean_name(upload.name or "").lower()
    kind = next((each for each in KINDS if name.endswith(each.extensions)), None)
    if kind is None:
        raise Invalid({FIELD: "The selected file must be an MP4 or WebM film"})
    if not upload.size:
        raise Invalid({FIELD: "The selected file is empty"})
    if upload.size > settings.FILM_MAX_BYTES:
        raise Invalid({FIELD: f"The film must be {hint().rpartition(' ')[2]} or smaller"})
    upload.seek(0)
    try:
        kind.inspect(upload)
    except UnfitFile as error:
        raise Invalid({FIELD: str(error)}) from error
    finally:
        upload.seek(0)
    return kind


def play(request: HttpRequest, film: Attachment) -> HttpResponse | FileResponse:
    """The film, or the part of it that the player asks for (206); 416 for a part past its end.

    For films that anybody may see: nothing is noted of who does. Its bytes are compared with their hash
    when it is asked for from the start. Raises `Conflict` when it is held back or damaged.
    """
    check_available(film)
    span = _span(request.headers.get("Range", ""), film.size)
    if span is not None and span[0] >= film.size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{film.size}"})
    first, last = span or (0, film.size - 1)
    response = FileResponse(
        _Part(_open(film, check=first == 0), first, last - first + 1),
        status=206 if span else 200,
        content_type=film.content_type,
        headers={
            "Content-Length": str(last - first + 1),
            "Accept-Ranges": "bytes",
            "Cache-Control": f"public, max-age={KEPT_SECONDS}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
    if span:
        response["Content-Range"] = f"bytes {first}-{last}/{film.size}"
    return response


def _span(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; None for all. Several parts at once are answered with all."""
    found = SPAN.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return (max(size - int(last), 0), size - 1) if int(last) else (size, size)
    end = min(int(last), size - 1) if last else size - 1
    return None if last and int(last) < int(first) else (int(first), end)


def _open(film: Attachment, *, check: bool) -> BinaryIO:
    try:
        if check:
            return storage.open_checked(film.sha256)
        return storage.path_of(film.sha256).open("rb")
    except (DamagedFile, OSError) as error:
        raise Conflict("This film has been damaged since it was stored.") from error


class _Part:
    """So many bytes of a file from a place on, read block by block."""

    def __init__(self, file: BinaryIO, first: int, length: int) -> None:
        file.seek(first)
        self._file, self._left = file, length

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        block = self._file.read(wanted)
        self._left -= len(block)
        return block

    def close(self) -> Any:
        self._file.close()

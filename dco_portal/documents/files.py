"""What an uploaded file really is, told from its bytes: a short list of kinds, each looked into.

The name must agree with the bytes. Nothing is changed: the file is kept byte for byte, so a PDF
with scripts in it stays so, which is why uploads are only ever sent as downloads.
"""

import unicodedata
import warnings
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, BinaryIO, NamedTuple

import pikepdf
import puremagic
from django.conf import settings
from django.core.files.base import File
from PIL import Image

from dco_portal.common.errors import Invalid
from dco_portal.documents import archives
from dco_portal.documents.errors import UnfitFile

FIELD = "upload"
NAME_MAX = 120
HEAD_BYTES = 4096
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


class Kind(NamedTuple):
    """A kind of file people may upload; `signatures` are puremagic's extensions for its bytes."""

    label: str
    content_type: str
    extensions: tuple[str, ...]
    signatures: frozenset[str]
    inspect: Callable[[Any], None]


def _inspect_pdf(file: BinaryIO) -> None:
    try:
        with pikepdf.open(file) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise UnfitFile("The selected file is password protected") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise UnfitFile("The selected file is damaged and cannot be opened") from error
    if not pages:
        raise UnfitFile("The selected file has no pages")


def _inspect_image(form: str) -> Callable[[BinaryIO], None]:
    def inspect(file: BinaryIO) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                with Image.open(file, formats=[form]) as picture:
                    picture.verify()
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise UnfitFile("The selected picture has too many pixels") from error
        except (OSError, SyntaxError, ValueError) as error:
            raise UnfitFile("The selected file is damaged and cannot be opened") from error

    return inspect


ZIPPED = frozenset({".zip", ".docx", ".odt"})
KINDS: dict[str, Kind] = {
    "pdf": Kind("PDF", "application/pdf", (".pdf",), frozenset({".pdf"}), _inspect_pdf),
    "docx": Kind(
        "DOCX",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (".docx",),
        ZIPPED,
        archives.inspect_docx,
    ),
    "odt": Kind("ODT", archives.ODT, (".odt",), ZIPPED, archives.inspect_odt),
    "png": Kind("PNG", "image/png", (".png",), frozenset({".png"}), _inspect_image("PNG")),
    "jpeg": Kind(
        "JPEG",
        "image/jpeg",
        (".jpg", ".jpeg"),
        frozenset({".jpg", ".jpeg", ".jfif"}),
        _inspect_image("JPEG"),
    ),
}


def allowed() -> list[Kind]:
    """The kinds this portal accepts: all, or those named in the setting `UPLOAD_TYPES`."""
    return [KINDS[name] for name in getattr(settings, "UPLOAD_TYPES", KINDS)]


def accept() -> str:
    """The value of a file field's `accept` attribute."""
    return ",".join(extension for kind in allowed() for extension in kind.extensions)


def hint() -> str:
    """One sentence for the hint of a file field."""
    return f"{_listed('or')}, up to {_megabytes(settings.UPLOAD_MAX_BYTES)}"


def check(upload: File) -> Kind:
    """What the file is. Raises `Invalid` on the field `upload` with a sentence for the person."""
    try:
        return _check(upload)
    except UnfitFile as error:
        raise Invalid({FIELD: str(error)}) from error
    finally:
        upload.seek(0)


def _check(upload: File) -> Kind:
    if not upload.size:
        raise UnfitFile("The selected file is empty")
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise UnfitFile(
            f"The selected file must be {_megabytes(settings.UPLOAD_MAX_BYTES)} or smaller"
        )
    extension = PurePosixPath(clean_name(upload.name or "")).suffix.lower()
    named = next((kind for kind in allowed() if extension in kind.extensions), None)
    upload.seek(0)
    head = upload.read(HEAD_BYTES)
    found = _signatures(head)
    if named is None:
        raise UnfitFile(f"The selected file must be a {_listed('or')}")
    if not found & named.signatures:
        if extension == ".docx" and head.startswith(OLE):
            raise UnfitFile("The selected file is password protected, or an old Word file")
        really = next((kind for kind in allowed() if found & kind.signatures), None)
        if really and really.signatures != ZIPPED:
            raise UnfitFile(f"The selected file is a {really.label}, but its name ends {extension}")
        raise UnfitFile(f"The selected file is not a {named.label}, whatever its name says")
    upload.seek(0)
    named.inspect(upload)
    return named


def clean_name(name: str) -> str:
    """A file name safe to show and to send back: no folders, no control or direction marks.

    At most `NAME_MAX` characters, the extension kept.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(
        " " if character.isspace() else character
        for character in last
        if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
        or character.isspace()
    )
    shown = " ".join(shown.split()).strip(". ") or "file"
    stem, dot, extension = shown.rpartition(".")
    if not dot:
        return shown[:NAME_MAX]
    return f"{stem[: NAME_MAX - len(extension) - 1].rstrip()}.{extension}"[:NAME_MAX]


def _signatures(head: bytes) -> set[str]:
    """The extensions puremagic knows for bytes that start like this.

    A signature must stand at the very start: a PDF or picture with something before it is a file
    made to be two things at once.
    """
    try:
        return {match.extension for match in puremagic.magic_string(head) if match.offset == 0}
    except puremagic.PureError:
        return set()


def _listed(word: str) -> str:
    labels = [kind.label for kind in allowed()]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} {word} {labels[-1]}"


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:g}MB"

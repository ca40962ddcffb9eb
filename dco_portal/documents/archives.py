"""Looking into DOCX, XLSX, ODT and ODS files, which are zip archives, without unpacking them to disk."""

import struct
import zipfile
import zlib
from typing import BinaryIO

from dco_portal.documents.errors import UnfitFile

ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DOCX_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX_MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
ENTRIES_MAX = 5_000
DIRECTORY_MAX = 1024 * 1024  # bytes of the archive's own list of contents
UNPACKED_MAX = 300 * 1024 * 1024  # bytes
RATIO_MAX = 200  # unpacked bytes per packed byte of one entry that is over RATIO_FROM unpacked
RATIO_FROM = 1024 * 1024  # bytes
PART_MAX = 1024 * 1024  # bytes read of a part that is looked into
END = b"PK\x05\x06"
DAMAGED = "The selected file is damaged and cannot be opened"
TOO_LARGE = "The selected file unpacks to far more than its size and cannot be taken"
MACROS = "The selected file contains macros. Save it without macros, or as a PDF"


def inspect_docx(file: BinaryIO) -> None:
    """Raise `UnfitFile` unless this is a Word document without macros."""
    with _opened(file, "DOCX") as archive:
        names = set(archive.namelist())
        if not {"[Content_Types].xml", "word/document.xml"} <= names:
            raise UnfitFile("The selected file is not a DOCX, whatever its name says")
        types = _part(archive, "[Content_Types].xml")
        if b"macroEnabled" in types or any("vba" in name.lower() for name in names):
            raise UnfitFile(MACROS)
        if DOCX_MAIN not in types:
            raise UnfitFile("The selected file is not a DOCX, whatever its name says")


def inspect_xlsx(file: BinaryIO) -> None:
    """Raise `UnfitFile` unless this is an Excel workbook (XLSX) without macros."""
    with _opened(file, "XLSX") as archive:
        names = set(archive.namelist())
        if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
            raise UnfitFile("The selected file is not an XLSX, whatever its name says")
        types = _part(archive, "[Content_Types].xml")
        if b"macroEnabled" in types or any("vba" in name.lower() for name in names):
            raise UnfitFile("The selected file contains macros. Save it without macros")
        if XLSX_MAIN not in types:
            raise UnfitFile("The selected file is not an XLSX, whatever its name says")


def inspect_odt(file: BinaryIO) -> None:
    """Raise `UnfitFile` unless this is an OpenDocument text without macros or encryption."""
    _inspect_open_document(file, "ODT", ODT)


def inspect_ods(file: BinaryIO) -> None:
    """Raise `UnfitFile` unless this is an OpenDocument spreadsheet without macros or encryption."""
    _inspect_open_document(file, "ODS", ODS)


def _inspect_open_document(file: BinaryIO, label: str, kind: str) -> None:
    with _opened(file, label) as archive:
        names = archive.namelist()
        if "mimetype" not in names or "content.xml" not in names:
            raise UnfitFile(f"The selected file is not an {label}, whatever its name says")
        if _part(archive, "mimetype").strip() != kind.encode():
            raise UnfitFile(f"The selected file is not an {label}, whatever its name says")
        if any(name.startswith(("Basic/", "Scripts/")) for name in names):
            raise UnfitFile(MACROS)
        if "META-INF/manifest.xml" in names and b"encryption-data" in _part(
            archive, "META-INF/manifest.xml"
        ):
            raise UnfitFile("The selected file is password protected")


def _opened(file: BinaryIO, label: str) -> zipfile.ZipFile:
    """The archive, once its list of contents is known to be small, honest and unencrypted."""
    _check_directory(file)
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnfitFile(DAMAGED) from error
    entries = archive.infolist()
    if len(entries) > ENTRIES_MAX or sum(entry.file_size for entry in entries) > UNPACKED_MAX:
        raise UnfitFile(TOO_LARGE)
    seen: set[str] = set()
    for entry in entries:
        packed = max(entry.compress_size, 1)
        if entry.file_size > RATIO_FROM and entry.file_size / packed > RATIO_MAX:
            raise UnfitFile(TOO_LARGE)
        if entry.flag_bits & 1:
            raise UnfitFile("The selected file is password protected")
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or name in seen:
            raise UnfitFile(f"The selected file is not a proper {label}")
        seen.add(name)
    return archive


def _check_directory(file: BinaryIO) -> None:
    """Refuse an archive whose list of contents is itself huge, before it is read into memory."""
    file.seek(0, 2)
    length = file.tell()
    tail_at = max(0, length - 22 - 65_535 - 20)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + 22:
        raise UnfitFile(DAMAGED)
    (size,) = struct.unpack_from("<L", tail, at + 12)
    # A 64-bit directory (PK 06 07 just before) could name any size; no real document needs one.
    if size > DIRECTORY_MAX or tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        raise UnfitFile(TOO_LARGE)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part's bytes, never more than `PART_MAX` of them."""
    try:
        with archive.open(name) as part:
            return part.read(PART_MAX)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise UnfitFile(DAMAGED) from error

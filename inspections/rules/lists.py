"""Who may check a person-level list, and which files are taken for one."""

from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.errors import Conflict, DomainError, Invalid, NotAllowed
from dco_portal.common.incoming import too_large
from dco_portal.documents import archives
from dco_portal.documents.errors import UnfitFile
from dco_portal.documents.files import OLE
from inspections.models import ListCheck
from inspections.states import CheckState

MOST_BYTES = 50_000_000
HOURS, KEEP_DAYS = "inspections.list_hours", "inspections.list_keep_days"
ENDED = frozenset({CheckState.DONE, CheckState.FAILED})
OTHER_KIND = "The selected file must be a CSV, XLSX or ODS"
OLD_EXCEL = "The selected file is password protected, or an old Excel file. Take the password off, or save it as XLSX"


def check_can_check_lists(by: User) -> None:
    """For roles that check lists, acting for an organisation."""
    if by.organisation is None or not by.may(P.CHECK_LISTS):
        raise NotAllowed("Your role does not include checking person-level lists.")


def check_can_download(row: ListCheck) -> None:
    """While the checked file is there."""
    if row.state != CheckState.DONE:
        raise Conflict("This list has not been checked, so there is no file to download.")
    if not row.result_sha256:
        raise Conflict("The checked file has been deleted.")


def check_can_keep(row: ListCheck) -> None:
    """While the checked file is there and goes after the usual time."""
    check_can_download(row)
    if row.keep:
        raise Conflict("This file is kept already.")


def can_keep(row: ListCheck) -> bool:
    """Whether keeping it longer may be offered."""
    try:
        check_can_keep(row)
    except DomainError:
        return False
    return True


def kind_of(upload: File) -> str:
    """What kind of file this is: csv, xlsx or ods, by its name and its bytes. Raises Invalid beside `upload`."""
    if (upload.size or 0) > MOST_BYTES:
        raise Invalid({"upload": too_large(MOST_BYTES)})
    try:
        return _kind(upload)
    except UnfitFile as error:
        raise Invalid({"upload": str(error)}) from error
    finally:
        upload.seek(0)


def _kind(upload: Any) -> str:
    extension = PurePosixPath((upload.name or "").lower()).suffix
    upload.seek(0)
    head = upload.read(8)
    if not head:
        raise UnfitFile("The selected file is empty")
    if extension == ".xls" or (extension in {".xlsx", ".ods", ".csv"} and head.startswith(OLE)):
        raise UnfitFile(OLD_EXCEL)
    if extension in {".xlsm", ".xlsb"}:
        raise UnfitFile("The selected file contains macros. Save it as XLSX without macros")
    if extension == ".xlsx":
        archives.inspect_xlsx(upload)
    elif extension == ".ods":
        archives.inspect_ods(upload)
    elif extension != ".csv":
        raise UnfitFile(OTHER_KIND)
    elif head.startswith(b"PK"):
        raise UnfitFile("The selected file is not a CSV, whatever its name says")
    return extension[1:]

"""Sending a document or an upload to a person who may see its case."""

import logging

from django.http import FileResponse, HttpRequest

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.errors import Conflict
from dco_portal.documents import storage
from dco_portal.documents.errors import DamagedFile
from dco_portal.documents.models import Attachment, Document
from dco_portal.documents.states import DocumentState, ScanState

logger = logging.getLogger(__name__)
PDF = "application/pdf"


def serve(
    request: HttpRequest, thing: Document | Attachment, *, by: User | None, inline: bool = False
) -> FileResponse:
    """The file, as a download; `inline` opens a PDF the portal made in the browser instead.

    The view has found the case, and the thing as one of that case (`queries.document_of`), in
    this person's scope; `by` is None for somebody without an account who holds a private link. The
    download is noted in the audit. Raises `Conflict` with a sentence for
    the person when the file is not ready, held back, or damaged.
    """
    made = isinstance(thing, Document)
    content_type = PDF if isinstance(thing, Document) else thing.content_type
    check_available(thing)
    try:
        file = storage.open_checked(thing.sha256)
    except DamagedFile as error:
        logger.error("%s %s: %s", thing._meta.label, thing.id, error)
        audit.record("file found damaged", by=by, obj=thing, sha256=thing.sha256)
        raise Conflict(
            "This file has been damaged since it was stored, so it cannot be opened. "
            "Tell the portal administrator."
        ) from error
    audit.record("downloaded", by=by, obj=thing, owner_id=thing.owner_id, sha256=thing.sha256)
    response = FileResponse(
        file,
        as_attachment=not (inline and made),
        filename=thing.filename,
        content_type=content_type,
    )
    response["Content-Length"] = str(thing.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    # Older browsers' own PDF viewers do not open a sandboxed file.
    sandbox = "" if inline and made else "; sandbox"
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'{sandbox}"
    )
    return response


def check_available(thing: Document | Attachment) -> None:
    """Raise `Conflict` saying why the file cannot be had now."""
    if isinstance(thing, Document):
        if thing.state == DocumentState.PREPARING:
            raise Conflict("This document is being prepared. Check again in a minute.")
        if thing.state == DocumentState.FAILED:
            raise Conflict("This document could not be prepared. Go back and try again.")
    elif thing.scan_state == ScanState.WAITING:
        raise Conflict("This file is being checked for viruses. Check again in a minute.")
    elif thing.scan_state == ScanState.INFECTED:
        raise Conflict("This file is held back because the virus check found a problem.")

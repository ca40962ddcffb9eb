"""What a page shows of a document or an upload, in the words the shared components read.

In a template: `{% include "components/document_card.html" with document=card url=card.url
check_url=card.check_url retry_url=card.retry_url card_id=card.card_id %}`.
"""

from typing import Any

from dco_portal.documents.models import Attachment, Document
from dco_portal.documents.states import DocumentState, ScanState


def card(
    document: Document, href: str, retry_href: str = "", *, check_again_href: str = ""
) -> dict[str, Any]:
    """A document's values for `components/document_card.html`.

    `href` downloads it, `retry_href` takes a POST, `check_again_href` is the page itself: each
    comes back as `url`, `retry_url`, `check_url`, empty where the state does not offer it.
    """
    state = document.state
    return {
        "id": str(document.id),
        "card_id": f"document-{document.id}",
        "title": document.title,
        "state": state,
        "state_label": document.get_state_display(),
        "size": document.size,
        "pages": document.pages,
        "created_at": document.created_at,
        "finished_at": document.finished_at,
        "error": document.last_error,
        "url": href if state == DocumentState.READY else "",
        "check_url": check_again_href if state == DocumentState.PREPARING else "",
        "retry_url": retry_href if state == DocumentState.FAILED else "",
    }


def file_row(attachment: Attachment, href: str) -> dict[str, Any]:
    """An upload's values for `components/attachment_list.html`; no `url` while it is held back."""
    held = attachment.scan_state in (ScanState.WAITING, ScanState.INFECTED)
    return {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "description": attachment.description,
        "url": "" if held else href,
        "size": attachment.size,
        "state": attachment.get_scan_state_display(),
        "held_back": held,
        "added": attachment.created_at,
        "who": attachment.uploaded_by.name if attachment.uploaded_by else "",
    }

"""Booklets by id, and the newest that is ready of each area."""

import uuid

from dco_portal.common.errors import NotFound
from dco_portal.documents.states import DocumentState
from dco_portal.organisations.models import Organisation
from local_offer.models import Booklet


def one(pk: uuid.UUID) -> Booklet:
    """A booklet with its document. Raises NotFound."""
    found = Booklet.objects.select_related("document", "local_authority").filter(pk=pk).first()
    if found is None or found.document is None:
        raise NotFound
    return found


def newest(authority: Organisation) -> list[tuple[bool, Booklet | None]]:
    """(large print, the newest booklet of an area that is ready) for both sizes."""
    rows = Booklet.objects.filter(
        kind=Booklet.Kind.AREA, local_authority=authority, document__state=DocumentState.READY
    ).select_related("document")
    return [
        (large, rows.filter(large_print=large).order_by("-created_at").first())
        for large in (False, True)
    ]

"""The access matrix’s lines of pages."""

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access.table import BOTH, POST, Line, gated, holders, public, role

EDIT = holders(P.EDIT_PAGES)


def draft(area) -> list:
    return [area.page_draft.pk]


def shown(area) -> list:
    return [area.page_public.pk]


def paper(area) -> list:
    return [area.paper.pk]


def paper_waiting(area) -> list:
    return [area.paper_waiting.pk]


LINES: list[Line] = [
    *public("pages:index", "pages:glossary", "pages:publications"),
    *public("pages:who", methods=BOTH),
    *public("pages:page", args=lambda area: [area.page_public.slug]),
    *public("pages:place_page", args=lambda area: [area.place.slug, area.page_place.slug]),
    *public("pages:leaflet", args=lambda area: [area.place.slug]),
    *public("pages:publication_file", args=lambda area: [area.paper_version.pk]),
    role("pages:desk", EDIT),
    role("pages:desk_new", EDIT, BOTH),
    role("pages:desk_leaflets", EDIT),
    role("pages:library", EDIT),
    role("pages:publication_new", EDIT, BOTH),
    gated("pages:leaflet_make", lambda area: [area.place.pk], EDIT, methods=POST),
    gated("pages:desk_leaflet", lambda area: [area.place.pk, area.leaflet.pk], EDIT),
    gated("pages:desk_page", draft, EDIT),
    gated("pages:desk_edit", draft, EDIT, methods=BOTH),
    gated("pages:desk_submit", draft, EDIT, methods=BOTH),
    gated("pages:desk_approve", lambda area: [area.page_waiting.pk], EDIT, methods=BOTH),
    gated("pages:desk_send_back", lambda area: [area.page_waiting.pk], EDIT, methods=BOTH),
    gated("pages:desk_discard", draft, EDIT, methods=BOTH),
    gated("pages:desk_review", shown, EDIT, methods=BOTH),
    gated("pages:desk_withdraw", shown, EDIT, methods=BOTH),
    gated("pages:desk_restore", lambda area: [area.page_gone.pk], EDIT, methods=BOTH),
    gated("pages:desk_version", lambda area: [area.page_public.pk, 1], EDIT),
    gated("pages:desk_reuse", lambda area: [area.page_public.pk, 1], EDIT, methods=POST),
    gated("pages:desk_publication", paper, EDIT),
    gated("pages:publication_change", paper, EDIT, methods=BOTH),
    gated("pages:publication_file_new", paper, EDIT, methods=BOTH),
    gated(
        "pages:desk_publication_file",
        lambda area: [area.paper.pk, area.paper_version.pk],
        EDIT,
    ),
    gated("pages:publication_publish", paper_waiting, EDIT, methods=BOTH),
    gated("pages:publication_discard", paper_waiting, EDIT, methods=BOTH),
    gated("pages:publication_review", paper, EDIT, methods=BOTH),
    gated("pages:publication_withdraw", paper, EDIT, methods=BOTH),
    gated("pages:publication_restore", lambda area: [area.paper_gone.pk], EDIT, methods=BOTH),
]
ELSEWHERE: dict[str, str] = {}

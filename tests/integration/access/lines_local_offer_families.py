"""The access matrix’s lines of the Local Offer's public pages and of the desk for what families send."""

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access.table import BOTH, POST, Line, gated, holders, public, record, role

EDITORS = holders(P.EDIT_LOCAL_OFFER)


def _slug(area):
    return [area.listing.slug]


def _of(name: str):
    """The id of one of the area's records."""
    return lambda area: [getattr(area, name).pk]


LINES: list[Line] = [
    *public(
        "local_offer:search", "local_offer:search-csv", "local_offer:said", "local_offer:shortlist",
        "local_offer:shortlist-clear", "local_offer:shortlist-email", "local_offer:booklets", "local_offer:browse",
        "local_offer:while-waiting-index",
    ),
    *public("local_offer:comment-offer", methods=BOTH),
    *public("local_offer:result-booklet", "local_offer:shortlist-pdf", methods=POST),
    *public("local_offer:service", "local_offer:qr", "local_offer:easy-read", args=_slug),
    *public("local_offer:comment", "local_offer:correct", methods=BOTH, args=_slug),
    *public("local_offer:shortlist-add", "local_offer:shortlist-remove", methods=POST, args=_slug),
    *public("local_offer:translation", args=lambda area: [area.listing.slug, "ur"]),
    *public("local_offer:statement", "local_offer:statement-pdf", args=_of("statement")),
    *public("local_offer:booklet", "local_offer:booklet-pdf", args=_of("booklet")),
    *public("local_offer:booklet-retry", methods=POST, args=_of("booklet")),
    *public("local_offer:area-booklet-make", methods=POST, args=lambda area: [area.la.slug]),
    *public("local_offer:a-to-z", args=lambda area: ["a"]),
    *public("local_offer:while-waiting", args=lambda area: ["autism"]),
    role("local_offer:comments-desk", EDITORS),
    role("local_offer:comments-csv", EDITORS),
    role("local_offer:corrections-desk", EDITORS),
    role("local_offer:statements-desk", EDITORS),
    gated("local_offer:moderate", _of("comment"), EDITORS),
    gated("local_offer:moderate-publish", _of("comment"), EDITORS, methods=BOTH),
    gated("local_offer:moderate-refuse", _of("comment"), EDITORS, methods=BOTH),
    gated("local_offer:moderate-respond", _of("said"), EDITORS, methods=BOTH),
    gated("local_offer:correction", _of("correction"), EDITORS, methods=BOTH),
    gated("local_offer:statement-begin", _of("la"), EDITORS, methods=BOTH),
    gated("local_offer:statement-earlier", _of("la"), EDITORS, methods=BOTH),
    gated("local_offer:statement-draft", _of("statement_draft"), EDITORS, methods=BOTH),
    gated("local_offer:statement-publish", _of("statement_draft"), EDITORS, methods=BOTH),
    record("local_offer:translations", _of("listing"), EDITORS, holders(P.OWN_LISTING), methods=BOTH),
    record("local_offer:translate", lambda area: [area.listing.pk, "ur"], EDITORS, holders(P.OWN_LISTING), methods=BOTH),
    record(
        "local_offer:translation-withdraw", lambda area: [area.listing.pk, "ur"], EDITORS, holders(P.OWN_LISTING),
        methods=BOTH,
    ),
]  # fmt: skip
ELSEWHERE: dict[str, str] = {
    "local_offer:area-booklet": "served once the worker has made it: test_booklets",
    "local_offer:area-booklet-large": "served once the worker has made it: test_booklets",
}

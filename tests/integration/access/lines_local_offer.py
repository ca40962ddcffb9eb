"""The access matrix’s lines of local offer."""

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access import lines_local_offer_desk as desk
from tests.integration.access import lines_local_offer_families as families
from tests.integration.access.table import BOTH, POST, Line, gated, holders, public, role


def _term(area) -> list:
    return [area.listing.service_terms.get().term_id]


def _taxonomy(area) -> list:
    return [area.listing.service_terms.get().term.taxonomy_id]


FEED: list[Line] = [
    *public("open-referral-base", "open-referral:root"),
    *(
        line
        for end in ("", "-slash")
        for line in (
            *public(
                *(
                    f"open-referral:{name}{end}"
                    for name in (
                        "services", "taxonomies", "taxonomy_terms", "service_at_locations", "openapi",
                    )
                )
            ),
            *public(f"open-referral:service{end}", args=lambda area: [area.listing.pk]),
            *public(
                f"open-referral:service_at_location{end}",
                args=lambda area: [area.listing.places.get().pk],
            ),
            *public(f"open-referral:taxonomy{end}", args=_taxonomy),
            *public(f"open-referral:taxonomy_term{end}", args=_term),
        )
    ),
]  # fmt: skip
EDITORS = holders(P.EDIT_LOCAL_OFFER)


def _feed(area) -> list:
    return [area.harvest.source_id]


def _reading(area) -> list:
    return [area.harvest.pk]


HARVEST: list[Line] = [
    role("local_offer:harvest", EDITORS),
    role("local_offer:harvest-new", EDITORS, BOTH),
    gated("local_offer:harvest-source", _feed, EDITORS, methods=BOTH),
    gated("local_offer:harvest-change", _feed, EDITORS, methods=BOTH),
    gated("local_offer:harvest-start", _feed, EDITORS, methods=POST),
    gated("local_offer:harvest-stop", _feed, EDITORS, methods=BOTH),
    gated("local_offer:harvest-terms", _feed, EDITORS, methods=BOTH),
    gated("local_offer:harvest-run", _reading, EDITORS),
    gated("local_offer:harvest-report", _reading, EDITORS),
    gated("local_offer:harvest-row", lambda area: [area.harvest.pk, area.harvest_row.pk], EDITORS, methods=BOTH),
    gated("local_offer:harvest-publish", _reading, EDITORS, methods=POST),
    gated("local_offer:harvest-drop", _reading, EDITORS, methods=BOTH),
]  # fmt: skip
LINES: list[Line] = [*FEED, *HARVEST, *desk.LINES, *families.LINES]
ELSEWHERE: dict[str, str] = {**families.ELSEWHERE}

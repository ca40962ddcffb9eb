"""The access matrix’s lines of the desk of owners and editors."""

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access.table import BOTH, POST, Line, gated, holders, nothing, role

EDITORS, OWNERS = holders(P.EDIT_LOCAL_OFFER), holders(P.OWN_LISTING)
WORKERS = EDITORS | OWNERS
LOOKERS = EDITORS | holders(P.TRIAGE) | holders(P.SEE_ASSURANCE)
EXPLAINERS = EDITORS | holders(P.TRIAGE)


def keeps(*things: str):
    """Arguments by attribute path, such as `keeps("listing.pk")`."""

    def args(area) -> list:
        found = []
        for path in things:
            value = area
            for name in path.split("."):
                value = getattr(value, name)
            found.append(value)
        return found

    return args


entry, change = keeps("listing.pk"), keeps("change.pk")
item = keeps("la.pk", "item.pk")
LINES: list[Line] = [
    role("local_offer:desk", WORKERS),
    role("local_offer:listings", WORKERS),
    role("local_offer:listings-csv", WORKERS),
    role("local_offer:listing-new", WORKERS, BOTH),
    gated("local_offer:listing", entry, WORKERS),
    gated("local_offer:listing-confirm", entry, WORKERS, methods=POST),
    nothing("local_offer:listing-confirm-undo", entry, POST),
    gated("local_offer:listing-change", entry, WORKERS, methods=POST),
    gated("local_offer:listing-move", lambda area: [area.listing.pk, "closed"], WORKERS, methods=BOTH),
    gated("local_offer:listing-versions", entry, WORKERS),
    Line("local_offer:listing-compare", "gated", ("get",), entry, WORKERS, query="?from=1&to=1"),
    gated("local_offer:listing-restore", lambda area: [area.listing.pk, 1], EDITORS, methods=BOTH),
    gated("local_offer:listing-offer", entry, WORKERS, methods=BOTH),
    gated("local_offer:listing-link", entry, EDITORS, methods=BOTH),
    gated("local_offer:transfer", keeps("offer.pk"), WORKERS, methods=BOTH),
    gated("local_offer:transfer-accept", keeps("offer_in.pk"), OWNERS, methods=POST),
    gated("local_offer:transfer-recall", keeps("offer.pk"), WORKERS, methods=POST),
    gated("local_offer:proposal", change, WORKERS, methods=BOTH),
    gated("local_offer:proposal-section", lambda area: [area.change.pk, "about"], WORKERS, methods=BOTH),
    gated("local_offer:proposal-approve", change, EDITORS, methods=POST),
    gated("local_offer:proposal-reject", change, EDITORS, methods=BOTH),
    gated("local_offer:proposal-withdraw", change, WORKERS, methods=BOTH),
    gated("local_offer:proposal-take-up", change, WORKERS, methods=POST),
    gated("local_offer:proposal-refresh", change, WORKERS, methods=POST),
    gated("local_offer:proposal-remark", change, WORKERS, methods=POST),
    role("local_offer:many", WORKERS, POST),
    nothing("local_offer:many-results"),
    role("local_offer:imports", EDITORS, BOTH),
    role("local_offer:import-template", EDITORS),
    gated("local_offer:import", keeps("listing_import.pk"), EDITORS),
    gated("local_offer:import-report", keeps("listing_import.pk"), EDITORS),
    gated("local_offer:import-start", keeps("listing_import.pk"), EDITORS, methods=POST),
    role("local_offer:health", LOOKERS),
    role("local_offer:health-csv", LOOKERS),
    gated("local_offer:health-gap", keeps("service.pk", "la.pk"), EXPLAINERS, methods=BOTH),
    gated("local_offer:health-gap-close", keeps("health_gap.pk"), EXPLAINERS, methods=POST),
    role("local_offer:schedule2", LOOKERS),
    role("local_offer:schedule2-csv", LOOKERS),
    role("local_offer:schedule2-load", EDITORS, POST),
    gated("local_offer:schedule2-item", item, EDITORS, methods=BOTH),
    role("local_offer:schedule2-reword", holders(P.MANAGE_SETTINGS), BOTH, keeps("item.pk")),
    gated("local_offer:schedule2-uncover", keeps("law_cover.pk"), EDITORS, methods=POST),
    gated("local_offer:schedule2-report", keeps("la.pk"), EDITORS, methods=POST),
    gated("local_offer:schedule2-pdf", keeps("la.pk", "coverage_paper.pk"), EDITORS),
    gated("local_offer:schedule2-retry", keeps("la.pk", "coverage_paper.pk"), EDITORS, methods=POST),
    role("local_offer:statistics", LOOKERS),
    role("local_offer:statistics-csv", LOOKERS),
    role("local_offer:synonyms", EDITORS, BOTH),
    role("local_offer:synonym-remove", EDITORS, POST, keeps("synonym.pk")),
    role("local_offer:terms", EDITORS),
    role("local_offer:term-new", EDITORS, BOTH),
    role("local_offer:term", EDITORS, BOTH, keeps("own_term.pk")),
]  # fmt: skip

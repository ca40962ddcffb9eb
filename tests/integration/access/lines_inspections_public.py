"""The access matrix’s lines of inspections: public."""

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access.table import BOTH, Line, holders, public, record

KEEP = holders(P.MANAGE_PLANS)
# The forum is a partner of the plan; the others are of its own area.
READ = KEEP | holders(P.APPROVE_PLANS) | holders(P.SEE_BOARD_PAPERS)


def keep(name: str, args) -> Line:
    """What its keeper may do and its readers may not."""
    return record(f"inspections:{name}", args, KEEP, READ - KEEP, BOTH)


LINES: list[Line] = [
    *public("inspections:improvement"),
    *public("inspections:improvement-plan", args=lambda area: [area.open_plan.slug]),
    *public(
        "inspections:improvement-chart",
        args=lambda area: [area.open_plan.slug, area.open_measure.pk],
    ),
    *public(
        "inspections:improvement-film", args=lambda area: [area.open_plan.slug, area.open_film.pk]
    ),
    *public(
        "inspections:improvement-captions",
        args=lambda area: [area.open_plan.slug, area.open_film.pk],
    ),
    record("inspections:said", lambda area: [area.open_plan.pk], READ),
    record("inspections:said-csv", lambda area: [area.open_plan.pk], READ),
    keep("said-new", lambda area: [area.open_plan.pk]),
    keep("said-change", lambda area: [area.open_said.pk]),
    keep("said-answer", lambda area: [area.open_said.pk]),
    keep("said-publish", lambda area: [area.open_said.pk]),
    keep("said-take-down", lambda area: [area.open_said.pk]),
    record("inspections:videos", lambda area: [area.open_plan.pk], READ),
    keep("video-new", lambda area: [area.open_plan.pk]),
    keep("video-change", lambda area: [area.open_film.pk]),
    keep("video-publish", lambda area: [area.open_film.pk]),
    keep("video-take-down", lambda area: [area.open_film.pk]),
    record("inspections:video-file", lambda area: [area.open_film.pk], READ),
]
ELSEWHERE: dict[str, str] = {
    "inspections:improvement-version": "public once its PDF is made: integration/inspections/test_improvement_pages",
}

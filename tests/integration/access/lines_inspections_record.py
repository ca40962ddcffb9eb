"""The access matrix’s lines of inspections: record."""

from collections.abc import Callable, Iterable
from typing import Any

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access.table import (
    BOTH,
    GET,
    POST,
    Line,
    holders,
    public,
    record,
    role,
)

KEEP = holders(P.RUN_INSPECTION)
READ = KEEP | holders(P.MANAGE_PLANS) | holders(P.APPROVE_PLANS) | holders(P.SEE_BOARD_PAPERS)
# The forum is in the area, but neither its authority nor its board.
HERE = READ - {"forum"}


def of(*paths: str) -> Callable[[Any], Iterable[Any]]:
    """Arguments by attribute path below the area's `inspected`."""

    def args(area: Any) -> list[Any]:
        found = []
        for path in paths:
            value = area.inspected
            for name in path.split("."):
                value = getattr(value, name)
            found.append(value)
        return found

    return args


def step(name: str, path: str, methods: tuple[str, ...] = BOTH) -> Line:
    """A step for those who keep inspections; who reads them is told that it is not for them."""
    return record(f"inspections:{name}", of(path), KEEP, HERE - KEEP, methods)


def kept(name: str, *paths: str, methods: tuple[str, ...] = BOTH) -> Line:
    """What only those see who prepare for inspections."""
    return record(f"inspections:{name}", of(*paths), KEEP, methods=methods)


LINES: list[Line] = [
    *public("inspections:timeline", "inspections:timeline-csv"),
    *public("inspections:inspection", "inspections:inspection-report", args=of("public.pk")),
    role("inspections:desk", READ),
    role("inspections:desk-csv", READ),
    role("inspections:inspection-new", KEEP, BOTH),
    record("inspections:desk-inspection", of("reported.pk"), HERE),
    record("inspections:inspection-file", of("public.pk"), HERE),
    step("inspection-change", "reported.pk"),
    step("inspection-outcome", "reported.pk"),
    step("inspection-file-add", "reported.pk"),
    step("inspection-file-off", "public.pk"),
    step("inspection-publish", "reported.pk"),
    step("inspection-unpublish", "public.pk"),
    step("finding-new", "reported.pk"),
    step("finding-change", "finding.pk"),
    step("finding-remove", "finding.pk"),
    step("deferral-new", "reported.pk"),
    step("deferral-change", "deferral.pk"),
    step("deferral-remove", "deferral.pk"),
    step("clock-letter", "default.pk"),
    step("clock-done", "duty.pk"),
    step("clock-not-done", "done.pk"),
    role("inspections:readiness", KEEP),
    role("inspections:readiness-csv", KEEP),
    role("inspections:readiness-start", KEEP, POST),
    role("inspections:readiness-new", KEEP, BOTH),
    kept("readiness-item", "item.pk", methods=GET),
    kept("readiness-change", "item.pk"),
    kept("readiness-version", "item.pk"),
    kept("readiness-not-needed", "item.pk"),
    kept("readiness-needed", "spare.pk"),
    kept("readiness-file", "item.pk", "file.pk", methods=GET),
]
ELSEWHERE: dict[str, str] = {}

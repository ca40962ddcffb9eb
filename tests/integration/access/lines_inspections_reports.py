"""The access matrix’s lines of inspections: reports."""

from collections.abc import Callable, Iterable
from typing import Any

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access.table import BOTH, POST, Line, gated, holders, public, record

KEEP, APPROVE = holders(P.MANAGE_PLANS), holders(P.APPROVE_PLANS)
READ = KEEP | APPROVE | holders(P.SEE_BOARD_PAPERS)
# The forum reads plans it is a partner of; this one it is not.
HERE = READ - {"forum"}
SEES_DRAFTS = KEEP | APPROVE


def of(path: str, *more: Any) -> Callable[[Any], Iterable[Any]]:
    """Arguments by attribute path below the area's `reports`, and what follows."""

    def args(area: Any) -> list[Any]:
        value = area.reports
        for name in path.split("."):
            value = getattr(value, name)
        return [value, *more]

    return args


def _retried(area: Any) -> list[Any]:
    return [area.reports.done.pk, area.reports.done.document_id]


def _open(name: str, *more: Any) -> list[Line]:
    return public(f"inspections:{name}", args=of("plan.slug", *more))


LINES: list[Line] = [
    gated("inspections:plan-reports", of("plan.pk"), HERE, READ - HERE),
    gated("inspections:plan-reports-csv", of("plan.pk"), HERE, READ - HERE),
    gated("inspections:bundles", of("plan.pk"), HERE, READ - HERE),
    record("inspections:plan-report-new", of("plan.pk"), KEEP, HERE - KEEP, BOTH),
    record("inspections:bundle-new", of("plan.pk"), KEEP, HERE - KEEP, BOTH),
    record("inspections:plan-report", of("waiting.pk"), SEES_DRAFTS),
    record("inspections:plan-report-draft", of("waiting.pk"), SEES_DRAFTS),
    record("inspections:plan-report-approve", of("waiting.pk"), APPROVE, KEEP, BOTH),
    record("inspections:plan-report-withdraw", of("waiting.pk"), SEES_DRAFTS, methods=BOTH),
    record("inspections:plan-report-document", of("done.pk"), HERE),
    record("inspections:plan-report-easy-read", of("done.pk"), HERE),
    record("inspections:plan-report-csv", of("done.pk"), HERE),
    record("inspections:plan-report-chart", of("done.pk", "short"), HERE),
    record("inspections:plan-report-retry", _retried, SEES_DRAFTS, HERE - SEES_DRAFTS, POST),
    record("inspections:bundle", of("packed.pk"), HERE),
    record("inspections:bundle-files", of("packed.pk"), HERE),
    record("inspections:bundle-index", of("packed.pk"), HERE),
    record("inspections:bundle-retry", of("packed.pk"), KEEP, HERE - KEEP, POST),
    record("inspections:bundle-restart", of("failed.pk"), KEEP, HERE - KEEP, POST),
    *_open("reports"),
    *_open("report", 1),
    *_open("report-csv", 1),
    *_open("report-pdf", 1),
    *_open("report-easy", 1),
    *_open("report-chart", 1, "short"),
]
ELSEWHERE: dict[str, str] = {
    "inspections:report-latest": "public once a report's PDF is made: integration/inspections/test_report_pages",
}

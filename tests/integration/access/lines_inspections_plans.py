"""The access matrix’s lines of inspections: plans."""

from collections.abc import Callable, Iterable
from typing import Any

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access.table import BOTH, GET, POST, Line, gated, holders, role

KEEP = holders(P.MANAGE_PLANS)
READ = KEEP | holders(P.APPROVE_PLANS) | holders(P.SEE_BOARD_PAPERS)
# The forum reads plans it is a partner of; this one it is not.
HERE = READ - {"forum"}


def of(*names: str) -> Callable[[Any], Iterable[Any]]:
    """Arguments: the ids of these of the area's `planned`; a word with a stroke before it stands for itself."""

    def args(area: Any) -> list[Any]:
        return [
            name[1:] if name.startswith("/") else getattr(area.planned, name).pk for name in names
        ]

    return args


def read(name: str, *args: str, query: str = "") -> Line:
    """A page of readers of the plan; the role is asked first."""
    return Line(f"inspections:{name}", "gated", GET, of(*args), HERE, missing=READ - HERE, query=query)  # fmt: skip


def keep(name: str, *args: str, methods: tuple[str, ...] = BOTH) -> Line:
    """A step of the plan's managers; the role is asked first."""
    return gated(f"inspections:{name}", of(*args), KEEP, methods=methods)


LINES: list[Line] = [
    role("inspections:plans", READ),
    role("inspections:plans-csv", READ),
    role("inspections:plan-new", KEEP, BOTH),
    role("inspections:plan-example-csv", KEEP),
    role("inspections:plan-example-xlsx", KEEP),
    read("plan", "plan"),
    read("plan-csv", "plan"),
    read("plan-xlsx", "plan"),
    *(
        keep(name, "plan")
        for name in (
            "plan-edit", "plan-force", "plan-close", "plan-reopen", "plan-take-down", "plan-publish", "plan-forward",
            "partner-new", "co-production-new", "priority-new", "version-draw", "plan-import",
        )
    ),
    keep("partner-remove", "partner"),
    keep("co-production", "noted"),
    keep("co-production-remove", "noted"),
    read("priority", "priority"),
    keep("priority-edit", "priority"),
    keep("priority-move", "priority", methods=POST),
    keep("priority-release", "priority"),
    keep("priority-monitor", "priority"),
    keep("action-new", "priority"),
    keep("action-edit", "action"),
    read("versions", "plan"),
    read("version-compare", "plan", query="?from=1&to=1"),
    read("version", "version"),
    keep("version-publish", "version"),
    keep("version-unpublish", "version"),
    keep("version-submit", "version"),
    read("version-file", "version", "/whole"),
    keep("version-retry", "version", "/whole", methods=POST),
    keep("approval-decide", "approval"),
    read("approval-file", "approval", "file"),
    keep("plan-import-check", "sheet", methods=GET),
    keep("plan-import-take", "sheet", methods=POST),
    keep("plan-import-report", "sheet", methods=GET),
]  # fmt: skip
ELSEWHERE: dict[str, str] = {}

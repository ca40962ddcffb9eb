"""The access matrix’s lines of inspections: progress."""

from collections.abc import Callable, Iterable
from typing import Any

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access.table import BOTH, GET, POST, Line, gated, holders, record, role

KEEP, LEAD = holders(P.MANAGE_PLANS), holders(P.UPDATE_ACTIONS)
APPROVE = holders(P.APPROVE_PLANS)
READ = KEEP | APPROVE | holders(P.SEE_BOARD_PAPERS)
# The forum reads plans it is a partner of; this one it is not.
HERE = READ - {"forum"}


def of(*paths: str) -> Callable[[Any], Iterable[Any]]:
    """Arguments by attribute path below the area's `progress`."""

    def args(area: Any) -> list[Any]:
        found = []
        for path in paths:
            value = area.progress
            for name in path.split("."):
                value = getattr(value, name)
            found.append(value)
        return found

    return args


def step(
    name: str, path: str, let_in: frozenset[str], seen: frozenset[str], methods: tuple[str, ...] = BOTH
) -> Line:  # fmt: skip
    """A step on what `seen` may see; who of them may not take it is told."""
    return record(f"inspections:{name}", of(path), let_in, seen - let_in, methods)


def of_plan(name: str) -> Line:
    """A page of a whole plan: other roles are turned away before the plan is looked for."""
    return gated(f"inspections:{name}", of("plan.pk"), HERE, READ - HERE, GET)


ALL = HERE | LEAD
LINES: list[Line] = [
    record("inspections:action", of("action.pk"), ALL),
    record("inspections:action-ratings", of("action.pk"), ALL),
    record("inspections:action-ratings-csv", of("action.pk"), ALL),
    record("inspections:evidence-item", of("evidence.pk"), ALL),
    record("inspections:evidence-file", of("evidence.pk", "file.pk"), ALL),
    step("action-rate", "action.pk", KEEP | LEAD, ALL),
    step("action-evidence", "action.pk", KEEP | LEAD, ALL),
    step("date-ask", "action.pk", KEEP | LEAD, ALL),
    step("action-complete", "action.pk", KEEP, ALL),
    step("action-stop", "action.pk", KEEP, ALL),
    step("action-reopen", "stopped.pk", KEEP, ALL),
    step("milestone-new", "action.pk", KEEP, ALL),
    step("milestone", "milestone.pk", KEEP, ALL),
    step("milestone-done", "milestone.pk", KEEP | LEAD, ALL),
    step("milestone-date-ask", "milestone.pk", KEEP | LEAD, ALL),
    step("milestone-undo", "done.pk", KEEP | LEAD, ALL, POST),
    step("evidence-verify", "evidence.pk", KEEP | APPROVE, ALL),
    step("evidence-withdraw", "evidence.pk", KEEP | LEAD, ALL),
    step("evidence-public", "verified.pk", KEEP, ALL, POST),
    record("inspections:date-change", of("change.pk"), ALL),
    step("date-change", "change.pk", APPROVE, ALL, POST),
    step("action-update", "action.pk", KEEP | LEAD, ALL),
    step("action-update-draft", "action.pk", KEEP | LEAD, ALL, POST),
    step("action-update-discard", "action.pk", KEEP | LEAD, ALL, POST),
    role("inspections:my-actions", LEAD),
    of_plan("date-changes"),
    of_plan("date-changes-csv"),
    of_plan("evidence"),
    of_plan("evidence-csv"),
    of_plan("risks"),
    of_plan("risks-csv"),
    of_plan("updates"),
    of_plan("updates-csv"),
    step("evidence-new", "plan.pk", KEEP, HERE),
    step("risk-new", "plan.pk", KEEP, HERE),
    step("updates-remind", "plan.pk", KEEP, HERE, POST),
    record("inspections:risk", of("risk.pk"), HERE),
    step("risk-change", "risk.pk", KEEP, HERE),
    step("risk-score", "risk.pk", KEEP, HERE),
    step("risk-end", "risk.pk", KEEP, HERE),
    step("risk-reopen", "closed.pk", KEEP, HERE),
]
ELSEWHERE: dict[str, str] = {}

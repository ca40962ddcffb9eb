"""The access matrix’s lines of inspections: measures."""

from collections.abc import Callable, Iterable
from typing import Any

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access.table import BOTH, GET, POST, Line, gated, holders, record

KEEP = holders(P.MANAGE_PLANS)
READ = KEEP | holders(P.APPROVE_PLANS) | holders(P.SEE_BOARD_PAPERS)
# The forum reads plans it is a partner of; this one it is not.
HERE = READ - {"forum"}
OWNER = frozenset({"action_lead"})  # of the measure


def of(*names: str) -> Callable[[Any], Iterable[Any]]:
    """Arguments: the ids of these of the area's `measured`."""
    return lambda area: [getattr(area.measured, name).pk for name in names]


def read(name: str, *args: str) -> Line:
    """A page of readers of the plan; the role is asked first."""
    return gated(f"inspections:{name}", of(*args), HERE, READ - HERE, GET)


def keep(name: str, *args: str, methods: tuple[str, ...] = BOTH) -> Line:
    """A step of the plan's managers; the role is asked first."""
    return gated(f"inspections:{name}", of(*args), KEEP, methods=methods)


LINES: list[Line] = [
    read("measures", "plan"),
    read("measures-csv", "plan"),
    read("measure", "measure"),
    read("measure-chart", "measure"),
    read("measure-csv", "measure"),
    read("measure-cases", "live"),
    read("measure-cases-csv", "live"),
    keep("measure-new", "plan"),
    keep("figures-upload", "plan"),
    keep("figures-template", "plan", methods=GET),
    keep("figures-import", "batch"),
    keep("figures-report", "batch", methods=GET),
    keep("measure-change", "measure"),
    keep("measure-retire", "spare"),
    keep("measure-take-up", "retired"),
    keep("measure-recount", "live"),
    keep("measure-trajectory", "measure"),
    keep("measure-straight", "measure"),
    keep("measure-point-drop", "measure", "point", methods=POST),
    keep("figure-enter", "measure"),
    keep("figure-withdraw", "reading"),
    record("inspections:commentary", of("commentary"), HERE | OWNER),
]
ELSEWHERE: dict[str, str] = {}

"""The access matrix’s lines of inspections: mode."""

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access.table import BOTH, DECIDERS, GET, LA, POST, Line, gated, holders, role

RUN, CHECK = holders(P.RUN_INSPECTION), holders(P.CHECK_LISTS)
NO_PART = RUN - DECIDERS  # run the inspection without a part in the child's case


def run(name: str, thing: str, methods=GET) -> Line:
    """What everybody who runs inspections in the area may do."""
    return gated(f"inspections:{name}", lambda area: [getattr(area, thing).pk], RUN, methods=methods)  # fmt: skip


def case(name: str, thing: str, methods=GET) -> Line:
    """What needs a part in the tracked child's case."""
    return gated(f"inspections:{name}", lambda area: [getattr(area, thing).pk], DECIDERS, NO_PART, methods)  # fmt: skip


def own(name: str, methods=GET) -> Line:
    """A list check is its owner's alone."""
    return gated(f"inspections:{name}", lambda area: [area.list_check.pk], LA, CHECK - LA, methods)


LINES: list[Line] = [
    role("inspections:exercises", RUN),
    role("inspections:exercises-csv", RUN),
    role("inspections:exercise-new", RUN, BOTH),
    run("exercise", "exercise"),
    run("exercise-csv", "exercise"),
    run("exercise-end", "exercise", BOTH),
    run("exercise-reopen", "exercise", POST),
    run("request-new", "exercise", BOTH),
    run("inspector-request", "inspector_request"),
    run("request-give", "inspector_request", BOTH),
    run("request-change", "inspector_request", BOTH),
    run("request-sent", "inspector_request", BOTH),
    run("request-withdraw", "inspector_request", BOTH),
    run("request-reopen", "inspector_request", POST),
    gated("inspections:tracked-new", lambda area: [area.exercise.pk], DECIDERS, methods=BOTH),
    gated("inspections:tracked-add", lambda area: [area.exercise.pk, area.child.pk], DECIDERS, NO_PART, POST),
    case("tracked", "tracked"),
    case("tracked-words", "tracked", BOTH),
    case("tracked-stop", "tracked", BOTH),
    case("child-bundle-new", "tracked", POST),
    case("child-bundle", "child_bundle"),
    case("child-bundle-pdf", "child_bundle"),
    case("child-bundle-retry", "child_bundle", POST),
    case("child-bundle-zip", "child_bundle", POST),
    case("child-bundle-attachments", "child_bundle"),
    role("inspections:list-checks", CHECK, BOTH),
    own("list-check"),
    own("list-check-file"),
    own("list-check-faults"),
    own("list-check-keep", POST),
    own("list-check-delete", BOTH),
]  # fmt: skip
ELSEWHERE: dict[str, str] = {}

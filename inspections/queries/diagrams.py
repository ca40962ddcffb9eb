"""This app's tables of states, for the command that draws them."""

from dco_portal.common.diagrams import Diagram
from inspections import states


def diagrams() -> list[Diagram]:
    """The plan's table, its actions' and its reports'."""
    return [
        _diagram("plan", states.PlanState, states.PLAN_MOVES, states.PLAN_START, states.PLAN_ENDS),
        _diagram("plan-action", states.ActionState, states.ACTION_MOVES, states.ACTION_START, states.ACTION_ENDS),
        _diagram("plan-report", states.ReportState, states.REPORT_MOVES, states.REPORT_START, states.REPORT_ENDS),
    ]  # fmt: skip


def _diagram(title: str, names, moves, start, ends) -> Diagram:
    return Diagram(
        title,
        {str(state.value): str(state.label) for state in names},
        {str(key): frozenset(map(str, value)) for key, value in moves.items()},
        str(start),
        frozenset(map(str, ends)),
    )

"""This app's tables of states, for the command that draws them."""

from dco_portal.common.diagrams import Diagram, diagram
from inspections import states


def diagrams() -> list[Diagram]:
    """The plan's table, its actions' and its reports'."""
    return [
        diagram("plan", states.PlanState, states.PLAN_MOVES, states.PLAN_START, states.PLAN_ENDS),
        diagram("plan-action", states.ActionState, states.ACTION_MOVES, states.ACTION_START, states.ACTION_ENDS),
        diagram("plan-report", states.ReportState, states.REPORT_MOVES, states.REPORT_START, states.REPORT_ENDS),
    ]  # fmt: skip

"""Who makes, approves and withdraws a progress report, who asks for a bundle, and when they may."""

import datetime as dt

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.clock import london
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.common.pairs import answers
from inspections.models import Bundle, Plan, Report
from inspections.states import REPORT_MOVES, PlanState, ReportState

EASY_WORDS = 15  # words a sentence of the easy-read page may have
EASY_LINES = 4
PERIOD_DAYS = 800


def of_area(user: User, plan: Plan) -> bool:
    """Whether this person acts for the authority or the board that answers for the plan."""
    return user.organisation is not None and user.organisation.pk in (plan.la_id, plan.icb_id)


def check_can_make(user: User, plan: Plan) -> None:
    """An improvement manager of the area, for a plan that is or was in force."""
    if not user.may(P.MANAGE_PLANS) or not of_area(user, plan):
        raise NotAllowed("Only the improvement managers of this area make its reports.")
    if plan.state == PlanState.DRAFT:
        raise Conflict("This plan is still being written. A report needs a plan in force.")


def check_period(*, starts_on: dt.date, ends_on: dt.date, today: dt.date) -> None:
    """A period in order, not in the future, of about two years at most. Raises Invalid."""
    if ends_on < starts_on:
        raise Invalid({"ends_on": "The last day must be on or after the first day"})
    if ends_on > today:
        raise Invalid({"ends_on": "The last day must be today or in the past"})
    if (ends_on - starts_on).days > PERIOD_DAYS:
        raise Invalid({"starts_on": "The period must be two years or shorter"})


def easy_lines(text: str) -> list[str]:
    """The sentences for the easy-read page, one a line. Raises Invalid for too many or too long ones."""
    found = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if len(found) > EASY_LINES:
        raise Invalid(
            {"easy_words": f"Write {EASY_LINES} sentences or fewer, each on its own line"}
        )
    for number, line in enumerate(found, start=1):
        if len(line.split()) > EASY_WORDS:
            raise Invalid(
                {
                    "easy_words": f"Sentence {number} has more than {EASY_WORDS} words. Make two of it"
                }
            )
    return found


def check_open(report: Report) -> None:
    """Raise Conflict, saying what happened, unless the report still waits for its approval."""
    if REPORT_MOVES[report.state]:
        return
    if report.state == ReportState.WITHDRAWN:
        raise Conflict(f"Report {report.number} has been withdrawn: {report.ended_words}")
    who = report.approved_by.name if report.approved_by else "Somebody"
    when = f" on {london(report.approved_at):%-d %B %Y at %H:%M}" if report.approved_at else ""
    raise Conflict(f"{who} approved report {report.number}{when}. It is final.")


def check_can_approve(user: User, report: Report) -> None:
    """An approver of the area who did not make the report, while it waits."""
    if not user.may(P.APPROVE_PLANS) or not of_area(user, report.plan):
        raise NotAllowed("Only the plan approvers of this area approve its reports.")
    if report.made_by_id == user.pk:
        raise NotAllowed("You made this report. Somebody else approves it.")
    check_open(report)


def check_can_withdraw(user: User, report: Report) -> None:
    """A manager or an approver of the area, while the report waits."""
    keeps = user.may(P.MANAGE_PLANS) or user.may(P.APPROVE_PLANS)
    if not keeps or not of_area(user, report.plan):
        raise NotAllowed("Only those who make or approve this area’s reports withdraw one.")
    check_open(report)


def check_can_retry(user: User, report: Report) -> None:
    """Whoever makes or approves the area's reports."""
    keeps = user.may(P.MANAGE_PLANS) or user.may(P.APPROVE_PLANS)
    if not keeps or not of_area(user, report.plan):
        raise NotAllowed("Only those who make or approve this area’s reports do that.")


def check_can_bundle(user: User, plan: Plan) -> None:
    """An improvement manager of the area; drafts have no evidence to show yet."""
    if not user.may(P.MANAGE_PLANS) or not of_area(user, plan):
        raise NotAllowed("Only the improvement managers of this area make bundles of its evidence.")
    if plan.state == PlanState.DRAFT:
        raise Conflict("This plan is still being written. A bundle needs a plan in force.")


def check_can_restart(user: User, bundle: Bundle) -> None:
    """As `check_can_bundle`, for a bundle that has failed."""
    check_can_bundle(user, bundle.plan)
    if not bundle.failed_words:
        raise Conflict("This bundle has not failed.")


can_make, can_approve = answers(check_can_make), answers(check_can_approve)
can_withdraw, can_retry = answers(check_can_withdraw), answers(check_can_retry)
can_bundle, can_restart = answers(check_can_bundle), answers(check_can_restart)

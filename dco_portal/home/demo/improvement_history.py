"""The demo's earlier inspections and plans. Dates are public ones; where only a month is known it says so."""

import datetime as dt
from typing import Any

from dco_portal.common.clock import today
from dco_portal.common.moments import as_if
from dco_portal.home.demo.cases import Area
from inspections.actions import chain, findings, plans, priorities, record

WORKSTREAMS = (
    "Strategy and improvement plan", "Health input to EHC needs assessments", "Co-production", "Workforce", "Pathways",
)  # fmt: skip
NO_WORDS = "The words of the report are not kept here: follow the link to read it."
REPORTS = "https://reports.ofsted.gov.uk/"
COUNCIL = "https://www.worcestershire.gov.uk/send-local-offer"


def earlier(area: Area, *, whole: bool) -> Any:
    """The inspections so far and the plans that followed; the newest inspection."""
    if whole:
        return worcestershire(area)
    return inspect(
        area, framework="area_send_2023", state="expected", expected_from=today() - dt.timedelta(days=60),
        expected_until=today() + dt.timedelta(days=720), summary="No area SEND inspection yet. Made up for this demo.",
    )  # fmt: skip


def inspect(area: Area, *, outcome: dict[str, Any] | None = None, deferral: dict[str, Any] | None = None, **values: Any) -> Any:  # fmt: skip
    """One inspection on the public timeline, with its deferral and outcome where it has them."""
    by = area.people["manager"]
    empty = {"expected_from": None, "expected_until": None, "announced_on": None, "began_on": None, "ended_on": None,
             "month_only": True, "follows": None}  # fmt: skip
    row = record.begin(by=by, la=area.la, icb=area.icb, **{**empty, **values})
    if deferral:
        findings.defer(by=by, inspection_id=row.pk, month_only=True, source_url=COUNCIL, **deferral)
    if outcome:
        facts = {
            "received_on": None,
            "reported_on": None,
            "outcome_words": NO_WORDS,
            "report_url": REPORTS,
        }
        record.set_outcome(by=by, inspection_id=row.pk, **{**facts, **outcome})
    record.publish(by=by, inspection_id=row.pk)
    return row


def worcestershire(area: Area) -> Any:
    """March 2018, the revisit that COVID-19 put off, and 2024."""
    first = inspect(
        area, framework="local_area_2016", state="awaiting", began_on=dt.date(2018, 3, 1),
        summary="Inspectors asked for a Written Statement of Action. It was published in October 2018, in five workstreams. "
        "The month of the report is from general knowledge.",
        outcome={"outcome": "statement", "received_on": dt.date(2018, 5, 1)},
    )  # fmt: skip
    old_plan(area, first, "statement", "Written Statement of Action", dt.date(2018, 10, 1), dt.date(2022, 1, 31),
             "It was followed by an accelerated progress plan.")  # fmt: skip
    again = inspect(
        area, framework="revisit", state="awaiting", began_on=dt.date(2021, 11, 1), follows=first,
        summary="Due in March 2020 and put off because of COVID-19. The report came in January 2022 and led to an accelerated "
        "progress plan. The month of the visit is from general knowledge.",
        deferral={"due_on": dt.date(2020, 3, 1), "until": dt.date(2021, 4, 1), "reason": "COVID-19: inspections stopped and were to begin again in April 2021."},
        outcome={"outcome": "other", "received_on": dt.date(2022, 1, 1)},
    )  # fmt: skip
    old_plan(area, again, "accelerated", "Accelerated progress plan", dt.date(2022, 5, 1), dt.date(2024, 9, 30),
             "Reviewed by the Department for Education and NHS England in March and September 2023 and in April 2024. "
             "The priority action plan took its place.")  # fmt: skip
    last = inspect(
        area, framework="area_send_2023", state="awaiting", began_on=dt.date(2024, 4, 1),
        summary="Two areas for priority action. A deep dive into the plan took place on 16 December 2024, and its letter is published. "
        "The months of visit and report are from general knowledge.",
        outcome={"outcome": "systemic", "received_on": dt.date(2024, 7, 1)},
    )  # fmt: skip
    for kind, text in (
        (
            "priority_action",
            "Our summary, made up for this demo: children wait too long for an autism assessment, and families are not told what helps meanwhile.",
        ),
        (
            "priority_action",
            "Our summary, made up for this demo: health advice for plans is late, and too often says little that can be acted on.",
        ),
        (
            "improve",
            "Our summary, made up for this demo: families and young people take part too late.",
        ),
    ):
        findings.add(
            by=area.people["manager"], inspection_id=last.pk, responsible=[area.icb, area.la], kind=kind, text=text,
            is_summary=True, page=None,
        )  # fmt: skip
    return last


def old_plan(
    area: Area, inspection: Any, kind: str, title: str, first: dt.date, last: dt.date, why: str
) -> None:
    """A plan of earlier years, closed: its workstreams, without figures we do not have."""
    by = area.people["manager"]
    with as_if(first):
        plan = plans.create(
            by=by, la=area.la, icb=area.icb, kind=kind, title=title, starts_on=first, inspection=inspection,
            summary="One of the plans before the one in force. Its own words are in the document on the council’s website.",
        )  # fmt: skip
        for name in WORKSTREAMS:
            part = priorities.add(
                by=by, plan_id=plan.pk, title=name, workstream=name, impact="See the published document.",
                wanted="See the published document.", did="", difference="", next="",
            )  # fmt: skip
            chain.add(
                by=by,
                priority_id=part.pk,
                what=f"The actions of the workstream “{name}”.",
                due_on=last,
                lead_words="SEND improvement board",
            )
        plans.put_in_force(by=by, plan_id=plan.pk)
        plans.publish(by=by, plan_id=plan.pk)
    with as_if(last):
        plans.close(by=by, plan_id=plan.pk, reason=why)

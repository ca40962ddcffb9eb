"""What happens by the clock: questions nobody confirmed go, late enquiries reach the DCO, reviews fall due, the weekly digest.

Reminders before and after an answer is due go with all others of the worklist (`work.reminders`).
"""

import datetime as dt

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import london, now, today
from dco_portal.notifications import actions as notifications
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation, OrganisationKind
from enquiries.actions import tell, work
from enquiries.actions.asking import purge_unconfirmed
from enquiries.models import Answer, Enquiry
from enquiries.queries.listing import counts, late
from enquiries.states import AnswerState

WEEK, SOON = dt.timedelta(days=7), dt.timedelta(days=14)
BATCH = 500


@transaction.atomic
def daily(*, by: User | None = None) -> dict[str, int]:
    """Everything that is done once a day; a repeat tells nobody twice. The numbers, for the log."""
    done = {
        "purged": purge_unconfirmed(by=by),
        "escalated": escalate(by=by),
        "reviews": ask_for_reviews(by=by),
    }
    return done


@transaction.atomic
def escalate(*, by: User | None = None) -> int:
    """Tell the DCO and DMO of each enquiry that is late by as many days as local policy says, once per date; how many are told."""
    told = 0
    rows = Enquiry.objects.filter(late()).select_related("icb", "owner").order_by("due_on", "pk")
    limits: dict = {}
    for enquiry in rows[: 10 * BATCH]:
        if enquiry.icb_id not in limits:
            limits[enquiry.icb_id] = int(policy.value("enquiries.escalate_days", enquiry.icb))
        assert enquiry.due_on is not None  # late() asks for it
        days = (today() - enquiry.due_on).days
        if days < limits[enquiry.icb_id]:
            continue
        has = f"{enquiry.owner.name} has it" if enquiry.owner else "Nobody has it"
        told += tell.the_team(
            enquiry, kind="late", subject=f"late by {days} days", recipients=tell.deciders(enquiry),
            body=f"The answer was due by {enquiry.due_on:%-d %B %Y} (local policy). {has}.",
            key=f"enquiries.late:{enquiry.pk}:{enquiry.due_on}",
        )  # fmt: skip
    if told:
        audit.record("enquiries.escalate", by=by, count=told)
    return told


@transaction.atomic
def ask_for_reviews(*, by: User | None = None) -> int:
    """Put published answers whose review is near into the team's list; how many."""
    rows = Answer.objects.filter(state=AnswerState.PUBLISHED, review_on__lte=today() + SOON)
    found = list(rows.select_related("icb").order_by("review_on", "pk")[:BATCH])
    for answer in found:
        work.sync_answer(answer, review=True)
    if found:
        audit.record("enquiries.reviews", by=by, count=len(found))
    return len(found)


@transaction.atomic
def weekly_digest(*, by: User | None = None) -> int:
    """The week's enquiries in numbers, to the DCO and DMO of each board, once a week; how many mails are new."""
    told = 0
    year, week, _ = london(now()).isocalendar()
    for icb in Organisation.objects.filter(kind=OrganisationKind.ICB, closed_on=None).order_by(
        "pk"
    ):
        numbers = counts(icb.pk, now() - WEEK)
        if not any(numbers.values()):
            continue
        told += notifications.tell(
            recipients=people(icb, P.CHECK_SAMPLE), kind="enquiries.digest",
            subject=f"Enquiries this week: {numbers['open']} open, {numbers['late']} late",
            body="\n".join(f"{words}: {numbers[key]}" for key, words in DIGEST),
            link=reverse("enquiries:list"), organisation=icb,
            dedupe_key=f"enquiries.digest:{icb.pk}:{year}-{week}",
        )  # fmt: skip
    if told:
        audit.record("enquiries.weekly", by=by, count=told)
    return told


DIGEST = (
    ("new", "New in the last seven days"), ("open", "Open now"), ("late", "Of those, late by local policy"),
    ("unassigned", "Nobody has them"), ("on_hold", "On hold"), ("closed", "Closed in the last seven days"),
)  # fmt: skip

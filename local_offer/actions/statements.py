"""The annual statement: comments of a year, what was done, what the authority will do (reg 56)."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.deadlines import compute
from dco_portal.documents import actions as documents
from dco_portal.organisations.models import Organisation
from dco_portal.work import actions as work
from local_offer.actions import editors
from local_offer.documents.families import statement_data
from local_offer.models import Statement
from local_offer.queries.community import year_of_comments
from local_offer.rules import community as rules
from local_offer.scope import kept_by

KIND = "local_offer.statement"
RULE = "LO-COMMENTS-12M"
State = Statement.State


@transaction.atomic
def note_earlier(
    *, by: User, local_authority: Organisation, published_on: dt.date, elsewhere: str
) -> Statement:
    """Note the last statement from before the portal, so that the twelve months are counted from it.

    Raises NotFound for an authority of others, Conflict when one is known already, Invalid on `published_on`.
    """
    authority = _authority(by, local_authority)
    if Statement.objects.filter(local_authority=authority, state=State.PUBLISHED).exists():
        raise Conflict("A published statement is on record already.")
    if published_on > today():
        raise Invalid({"published_on": "The day it was published cannot be in the future"})
    made = Statement(
        local_authority=authority,
        state=State.PUBLISHED,
        covers_from=published_on - dt.timedelta(days=365),
        covers_to=published_on,
        elsewhere=elsewhere,
        published_on=published_on,
        published_by=by,
        next_due=due_after(published_on),
    )
    rules.check_edits(by, made)
    made.save()
    audit.record("local_offer.statement_earlier", by=by, obj=made, on=published_on)
    _push(made)
    return made


@transaction.atomic
def begin(
    *, by: User, local_authority: Organisation, covers_from: dt.date, covers_to: dt.date
) -> Statement:
    """Begin the draft of a statement. Raises NotFound, Conflict when there is a draft, Invalid on the dates."""
    authority = _authority(by, local_authority)
    rules.check_year(covers_from, covers_to)
    if Statement.objects.filter(local_authority=authority, state=State.DRAFT).exists():
        raise Conflict("A statement is being drafted already. Open that one.")
    made = Statement(local_authority=authority, covers_from=covers_from, covers_to=covers_to)
    rules.check_edits(by, made)
    made.save()
    audit.record("local_offer.statement_begun", by=by, obj=made, to=covers_to)
    return made


@transaction.atomic
def change(*, by: User, statement_id: uuid.UUID, lock: int, values: dict[str, Any]) -> Statement:
    """Save a draft: `introduction`, `plans`, `covers_from`, `covers_to`.

    Raises NotFound, NotAllowed, Conflict when another editor saved in between, Invalid on the dates.
    """
    found = _locked(by, statement_id)
    rules.check_can_change(by, found)
    if found.lock != lock:
        raise Conflict(
            "Another editor saved this statement in between. Open it again to see their words."
        )
    rules.check_year(values["covers_from"], values["covers_to"])
    for name in ("introduction", "plans", "covers_from", "covers_to"):
        setattr(found, name, values[name])
    found.lock += 1
    found.save()
    audit.record("local_offer.statement_saved", by=by, obj=found)
    return found


@transaction.atomic
def publish(*, by: User, statement_id: uuid.UUID) -> Statement:
    """Publish a draft for good, as a page and a PDF; the next twelve months begin.

    Raises NotFound, NotAllowed, Conflict, Invalid on what is missing.
    """
    found = _locked(by, statement_id)
    rules.check_can_change(by, found)
    rules.check_complete(found)
    found.content = year_of_comments(found.local_authority, found.covers_from, found.covers_to)
    found.state, found.published_on, found.published_by = State.PUBLISHED, today(), by
    found.next_due = due_after(found.published_on)
    found.lock += 1
    title = f"Comments on the Local Offer of {found.local_authority.name}"
    found.document = documents.create(
        by=by,
        kind=KIND,
        title=title,
        filename=f"local-offer-comments-{found.covers_to:%Y-%m-%d}.pdf",
        template="pdf/local_offer/statement.html",
        context=statement_data(found),
        owner_kind=KIND,
        owner_id=found.pk,
    )
    found.save()
    audit.record("local_offer.statement_published", by=by, obj=found, next_due=found.next_due)
    earlier = Statement.objects.filter(local_authority=found.local_authority).exclude(pk=found.pk)
    for pk in earlier.values_list("pk", flat=True):
        work.close(object_id=pk)
    _push(found)
    return found


def due_after(day: dt.date) -> dt.date:
    """The day by which the statement after one published on `day` is due."""
    due = compute(RULE, day).due_on
    assert due is not None  # the rule has a period
    return due


def _authority(by: User, local_authority: Organisation) -> Organisation:
    """One of the editor's authorities, locked, so that two editors cannot both begin."""
    mine = kept_by(by)
    rows = Organisation.objects.none() if mine is None else mine
    found = rows.filter(pk=local_authority.pk).first()
    if found is None:
        raise NotFound
    return Organisation.objects.select_for_update(of=("self",)).get(pk=found.pk)


def _locked(by: User, statement_id: uuid.UUID) -> Statement:
    rows = Statement.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("local_authority", "published_by").filter(pk=statement_id).first()
    if found is None:
        raise NotFound
    return found


def _push(statement: Statement) -> None:
    """The next one, with its date, into the list of the authority's editors."""
    editors.push(
        authority=statement.local_authority,
        kind=KIND,
        object_id=statement.pk,
        title="Comments on the Local Offer: annual statement",
        step="Publish the next statement",
        link=reverse("local_offer:statements-desk"),
        rule=RULE,
        due_on=statement.next_due,
    )

"""Who is DCO or DMO of a place, from when to when, and who stands in for whom."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from dco_portal import audit
from dco_portal.accounts import queries, rules
from dco_portal.accounts.models import Cover, PlaceDuty, User
from dco_portal.accounts.permissions import Permission
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.organisations.models import Place


def _check_days(starts_on: dt.date, ends_on: dt.date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise Invalid({"ends_on": "The last day cannot be before the first."})
    if ends_on is not None and ends_on < today():
        raise Invalid({"ends_on": "The last day cannot be in the past."})


@transaction.atomic
def set_duty(
    *,
    by: User,
    place: Place,
    user: User,
    duty: str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    covers: User | None = None,
) -> PlaceDuty:
    """Put somebody on the rota of a place as DCO, DMO or cover for one, from a day to a day.

    Raises NotFound for another ICB's place, Invalid for dates the wrong way round, for somebody
    who does not hold the part, and for a turn that overlaps their own.
    """
    rules.check_can_keep_rota(by)
    places = Place.objects.select_for_update(of=("self",)).filter(icb=by.organisation)
    if places.filter(pk=place.pk).first() is None:
        raise NotFound
    _check_days(starts_on, ends_on)
    if not queries.people(by.organisation, Permission.TRIAGE).filter(pk=user.pk).exists():
        raise Invalid({"user": "Choose somebody of your DCO team."})
    if duty == PlaceDuty.Duty.COVER:
        if covers is None:
            raise Invalid({"covers": "Say for whom they stand in."})
        if covers.pk == user.pk:
            raise Invalid({"covers": "Nobody can stand in for themselves."})
    else:
        covers = None
    overlapping = PlaceDuty.objects.filter(place=place, user=user, duty=duty).filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on)
    )
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    if overlapping.exists():
        raise Invalid({"starts_on": "They have this duty on some of these days already."})
    made = PlaceDuty.objects.create(
        place=place, user=user, duty=duty, covers=covers, starts_on=starts_on, ends_on=ends_on
    )
    audit.record("accounts.duty_set", by=by, obj=made, place=place.pk, duty=duty)
    return made


@transaction.atomic
def end_duty(*, by: User, duty: PlaceDuty, last_day: dt.date) -> PlaceDuty:
    """End a turn on a day, today at the earliest; a turn that has not begun can end on its first day."""
    rules.check_can_keep_rota(by)
    row = (
        PlaceDuty.objects.select_for_update(of=("self",))
        .filter(pk=duty.pk, place__icb=by.organisation)
        .first()
    )
    if row is None:
        raise NotFound
    if row.ends_on is not None and row.ends_on < today():
        raise Conflict("This turn has ended already.")
    if last_day < today() or last_day < row.starts_on:
        raise Invalid({"last_day": "The last day cannot be before the first day, or in the past."})
    row.ends_on = last_day
    row.save()
    audit.record("accounts.duty_ended", by=by, obj=row, last_day=last_day)
    return row


@transaction.atomic
def set_cover(
    *, by: User, absent: User, stand_in: User, starts_on: dt.date, ends_on: dt.date
) -> Cover:
    """Let a colleague stand in: while it lasts, reminders and lists go to both.

    Raises NotFound for people of another organisation, Invalid for impossible or overlapping days.
    """
    rules.check_can_set_cover(by, absent)
    if by.organisation is None:
        raise NotFound
    colleagues = queries.colleagues(by.organisation)
    if not colleagues.filter(pk=absent.pk).exists():
        raise NotFound
    if absent.pk == stand_in.pk:
        raise Invalid({"stand_in": "Nobody can stand in for themselves."})
    if not colleagues.filter(pk=stand_in.pk).exists():
        raise Invalid({"stand_in": "Choose a colleague of the same organisation."})
    _check_days(starts_on, ends_on)
    User.objects.select_for_update().get(pk=absent.pk)  # one cover at a time is set for a person
    if Cover.objects.filter(
        absent=absent, organisation=by.organisation, starts_on__lte=ends_on, ends_on__gte=starts_on
    ).exists():
        raise Invalid({"starts_on": "There is cover on some of these days already."})
    made = Cover.objects.create(
        absent=absent,
        stand_in=stand_in,
        organisation=by.organisation,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    audit.record("accounts.cover_set", by=by, obj=made, absent=absent.pk, stand_in=stand_in.pk)
    return made


@transaction.atomic
def end_cover(*, by: User, cover: Cover) -> Cover:
    """End cover early: today is its last day (or its first, if it has not begun)."""
    row = (
        Cover.objects.select_for_update(of=("self",))
        .filter(pk=cover.pk, organisation=by.organisation)
        .first()
    )
    if by.organisation is None or row is None:
        raise NotFound
    rules.check_can_set_cover(by, row.absent)
    if row.ends_on <= today():
        raise Conflict("This cover ends today or has ended already.")
    row.ends_on = max(today(), row.starts_on)
    row.save()
    audit.record("accounts.cover_ended", by=by, obj=row)
    return row

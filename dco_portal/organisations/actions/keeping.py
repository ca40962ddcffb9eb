"""Closing organisations and services, and changing local policy. Permissions are named by their
codes here: `accounts`, which declares them, stands above this app.
"""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from dco_portal import audit
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.organisations import policy
from dco_portal.organisations.models import (
    AreaLink,
    LocalPolicy,
    Organisation,
    OrganisationKind,
    ProviderService,
)

MANAGE = "manage_settings"


def check_can_manage(by: Any) -> None:
    """The DCO, DMO and portal administrator of an ICB keep its settings."""
    if by is None or not by.may(MANAGE):
        raise NotAllowed("Only the DCO, DMO or portal administrator can change settings.")
    if by.organisation.kind != OrganisationKind.ICB:
        raise NotAllowed("Settings are kept by the ICB.")


def kept_by(by: Any) -> Any:
    """Organisations whose closing this person may record: the authorities of their ICB's area, what
    serves it and what is in it."""
    area = AreaLink.objects.filter(icb=by.organisation).values("local_authority")
    services = ProviderService.objects.filter(areas__in=area).values("provider")
    rows = Organisation.objects
    return rows.filter(
        pk__in=rows.filter(pk__in=area)
        .values("pk")
        .union(
            rows.filter(pk__in=services).values("pk"),
            rows.filter(local_authority__in=area).values("pk"),
        )
    )


@transaction.atomic
def close(
    *, by: Any, organisation: Organisation, on: dt.date, successor: Organisation | None = None
) -> Organisation:
    """Record that an organisation closes on a day; it is never deleted. People's access ends that day.

    Raises NotFound out of the ICB's reach, Conflict when it is closed, Invalid for impossible dates
    or successors.
    """
    check_can_manage(by)
    row = kept_by(by).filter(pk=organisation.pk).first()
    if row is None:
        raise NotFound
    row = Organisation.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.closed_on is not None:
        raise Conflict(f"{row.label} is recorded as closing on {row.closed_on:%d %m %Y} already.")
    if row.opened_on and on < row.opened_on:
        raise Invalid({"on": "It cannot close before it opened."})
    if successor is not None:
        if successor.pk == row.pk:
            raise Invalid({"successor": "An organisation cannot follow itself."})
        if successor.kind != row.kind:
            raise Invalid({"successor": "The successor must be of the same kind."})
        if successor.closed_on is not None:
            raise Invalid({"successor": "The successor is closed too."})
    row.closed_on, row.successor = on, successor
    row.save()
    audit.record(
        "organisations.closed", by=by, obj=row, on=on, successor=successor.pk if successor else ""
    )
    return row


@transaction.atomic
def close_service(*, by: Any, service: ProviderService, on: dt.date) -> ProviderService:
    """Record that a service closes: it can no longer be asked. What it owes stays owed."""
    check_can_manage(by)
    row = (
        ProviderService.objects.select_for_update(of=("self",))
        .filter(pk=service.pk, provider__in=kept_by(by).values("pk"))
        .first()
    )
    if row is None:
        raise NotFound
    if row.closed_on is not None:
        raise Conflict("This service is recorded as closed already.")
    row.closed_on = on
    row.save()
    audit.record("organisations.service_closed", by=by, obj=row, on=on)
    return row


@transaction.atomic
def set_policy(
    *, by: Any, key: str, value: Any, effective_from: dt.date, reason: str
) -> LocalPolicy:
    """Set one's own ICB's value of a local policy from a day on; earlier days keep their value.

    Raises Invalid for a key nobody declared, an impossible value or a day in the past.
    """
    check_can_manage(by)
    declared = policy.find(key)
    if declared is None:
        raise Invalid("There is no such policy.")
    problem = declared.problem(value)
    if problem:
        raise Invalid({"value": problem})
    if effective_from < today():
        raise Invalid(
            {"effective_from": "A change starts today or later: the past stays as it was."}
        )
    if not reason.strip():
        raise Invalid({"reason": "Say why, in a sentence."})
    before = policy.value(key, by.organisation, effective_from)
    try:
        with transaction.atomic():
            row = LocalPolicy.objects.create(
                key=key,
                organisation=by.organisation,
                value=value,
                note=reason.strip(),
                decided_by=by.role.name,
                effective_from=effective_from,
            )
    except IntegrityError as error:
        raise Invalid(
            {"effective_from": "A change from this day is recorded already. Choose a later day."}
        ) from error
    audit.record("organisations.policy_set", by=by, obj=row, key=key, before=before, after=value)
    return row

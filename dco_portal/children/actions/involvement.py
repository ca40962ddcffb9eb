"""Who has a part in a child's case: written by the features, read by every `visible_to`.

What features call inside their own transaction sets no savepoint: it fails as a whole, or not at all.
"""

import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.children.models import Child, Involvement
from dco_portal.common.clock import today
from dco_portal.organisations.models import Organisation, ProviderService


@transaction.atomic(savepoint=False)
def involve(
    *,
    by: User | None,
    child: Child,
    organisation: Organisation,
    case_kind: str,
    case_id: uuid.UUID,
    reason: str,
    service: ProviderService | None = None,
    user: User | None = None,
) -> Involvement:
    """Give an organisation, one of its services or one of its people a part in a case, from today.

    The caller has checked that it may. A part that is open already is left as it is.
    """
    row, made = Involvement.objects.get_or_create(
        case_id=case_id,
        organisation=organisation,
        service=service,
        user=user,
        ends_on=None,
        defaults={"child": child, "case_kind": case_kind, "reason": reason[:120]},
    )
    if made:
        audit.record(
            "part in a case given", by=by, obj=row, child_id=child.pk, case=case_id, organisation=organisation.pk,
            service=service.pk if service else "", person=user.pk if user else "",
        )  # fmt: skip
    return row


@transaction.atomic(savepoint=False)
def release(
    *,
    by: User | None,
    case_id: uuid.UUID,
    organisation: Organisation | None = None,
    service: ProviderService | None = None,
    user: User | None = None,
) -> int:
    """End the parts in a case that fit all that is named; with nothing named, every part. How many ended.

    What they could see through these parts is closed to them at once.
    """
    rows = Involvement.objects.select_for_update(of=("self",)).filter(case_id=case_id, ends_on=None)
    for field, value in (("organisation", organisation), ("service", service), ("user", user)):
        if value is not None:
            rows = rows.filter(**{field: value})
    ended = list(rows.order_by("pk"))
    for row in ended:
        row.ends_on = max(today(), row.starts_on)
        row.save()
        audit.record("part in a case ended", by=by, obj=row, child_id=row.child_id, case=case_id)
    return len(ended)

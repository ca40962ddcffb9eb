"""What people change about themselves."""

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts import tokens
from dco_portal.accounts.models import User
from dco_portal.common.errors import Invalid


@transaction.atomic
def update(
    *,
    by: User,
    name: str,
    job_title: str = "",
    profession: str = "",
    regulator: str = "",
    registration_number: str = "",
    digest: bool = False,
) -> User:
    """Change one's own details; advice already signed keeps the details of its day.

    Raises Invalid for a registration number without its regulator and the other way round.
    """
    if bool(regulator) != bool(registration_number):
        field = "registration_number" if regulator else "regulator"
        raise Invalid({field: "Give the regulator and the registration number together."})
    user = User.objects.select_for_update().get(pk=by.pk)
    fields = {
        "name": name.strip(),
        "job_title": job_title.strip(),
        "profession": profession.strip(),
        "regulator": regulator,
        "registration_number": registration_number.strip(),
        "digest": digest,
    }
    changed = [field for field, value in fields.items() if getattr(user, field) != value]
    for field in changed:
        setattr(user, field, fields[field])
    user.save()
    audit.record("accounts.profile_changed", by=by, obj=user, fields=", ".join(changed))
    return user


@transaction.atomic
def reset_calendar(*, by: User) -> str:
    """A new address for one's calendar feed; the earlier one stops working. Returns the token."""
    user = User.objects.select_for_update().get(pk=by.pk)
    user.calendar_token = tokens.fresh()
    user.save()
    audit.record("accounts.calendar_reset", by=by, obj=user)
    return user.calendar_token


@transaction.atomic
def stop_calendar(*, by: User) -> None:
    """Switch one's calendar feed off."""
    user = User.objects.select_for_update().get(pk=by.pk)
    user.calendar_token = ""
    user.save()
    audit.record("accounts.calendar_stopped", by=by, obj=user)

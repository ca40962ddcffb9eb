"""What somebody who leaves an organisation had to do in its plans."""

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.organisations.models import Organisation
from inspections.actions import dated, mode, rounds


@transaction.atomic
def hand_back(*, leaver: User, organisation: Organisation, by: User | None) -> int:
    """Their open actions have no lead, inspectors’ requests no holder, and no date waits for their approval; how many actions."""
    count = rounds.hand_back(leaver=leaver, organisation=organisation, by=by)
    mode.hand_back(by=by, leaver=leaver, organisation=organisation)
    dropped = dated.drop_approver(leaver, organisation)
    if dropped:
        audit.record("inspections.approver_left", by=by, obj=leaver, count=dropped)
    return count

"""What the worklist does with this app's items: give them to somebody, and chase."""

import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.organisations.models import Organisation
from enquiries.actions import desk, locking, tell, work
from enquiries.models import Enquiry, SpecialistAsk
from enquiries.rules import asks as ask_rules
from enquiries.states import AskState

ENQUIRY, ASK = work.KIND, work.ASK


def candidates(*, by: User, kind: str, object_id: uuid.UUID) -> list[User]:
    """Whom an item may be given to; empty when this person may not give it away."""
    if kind == ENQUIRY:
        row = Enquiry.objects.visible_to(by).filter(pk=object_id).select_related("icb").first()
        return list(people(row.icb, P.TRIAGE)) if row and by.may(P.TRIAGE) else []
    if kind == ASK and by.may(P.ALLOCATE):
        rows = SpecialistAsk.objects.visible_to(by).select_related("service__provider")
        found = rows.filter(pk=object_id).first()
        return ask_rules.specialists(found.service) if found else []
    return []


@transaction.atomic
def assign(*, by: User, kind: str, object_id: uuid.UUID, owner: User | None) -> None:
    """Give an enquiry to one of the team, or a specialist's question to one of the service. Raises as the app's own actions do."""
    if kind == ENQUIRY:
        desk.assign(by=by, enquiry_id=object_id, owner=owner)
        return
    row = locking.ask(by, object_id)
    if not by.may(P.ALLOCATE):
        raise NotAllowed("Only a lead of this service can give it to somebody.")
    if row.state != AskState.ASKED:
        raise Conflict(f"This question is now “{row.get_state_display()}”.")
    if owner and owner.pk not in {each.pk for each in ask_rules.specialists(row.service)}:
        raise Invalid({"owner": "Choose somebody of this service."})
    row.person = owner
    row.save()
    audit.record("enquiries.ask_assign", by=by, obj=row.enquiry, owner=owner.pk if owner else "")
    work.sync(row.enquiry, by=by)


@transaction.atomic
def chase(*, by: User, kind: str, object_id: uuid.UUID) -> int:
    """Remind the specialists who have not answered, at most once a day; how many questions.

    Raises Conflict when nothing is outstanding with anybody else.
    """
    if not by.may(P.ASSIGN_WORK):
        raise NotAllowed("You may not chase others.")
    if kind == ASK:
        waiting = [locking.ask(by, object_id)]
    else:
        enquiry = locking.enquiry(by, object_id)
        rows = enquiry.asks.filter(state=AskState.ASKED)
        waiting = list(rows.select_related("enquiry__icb", "service__provider", "person"))
    waiting = [row for row in waiting if row.state == AskState.ASKED]
    if not waiting:
        raise Conflict("Nothing is outstanding with anybody else.")
    for row in waiting:
        tell.chase(row, by=by, day=today())
    audit.record("enquiries.chase", by=by, obj=waiting[0].enquiry, questions=len(waiting))
    return len(waiting)


@transaction.atomic
def hand_back(*, leaver: User, organisation: Organisation, by: User) -> None:
    """Whoever leaves the team owns nothing there any more; their enquiries are nobody's until given anew."""
    rows = Enquiry.objects.select_for_update(of=("self",)).filter(icb=organisation, owner=leaver)
    count = rows.update(owner=None)
    asks = SpecialistAsk.objects.filter(
        service__provider=organisation, person=leaver, state=AskState.ASKED
    ).update(person=None)
    if count or asks:
        audit.record("enquiries.unassign_leaver", by=by, obj=leaver, count=count, asks=asks)

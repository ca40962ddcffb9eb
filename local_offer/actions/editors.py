"""Who looks after an authority's Local Offer, and putting what is to be done into their list."""

import datetime as dt
import uuid

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.organisations.models import Organisation
from dco_portal.work import actions as work


def editors_of(authority: Organisation) -> tuple[Organisation, list[User]]:
    """The authority and its editors; where it has none, a board of its area and its editors."""
    for organisation in (authority, *authority.icbs.order_by("name")):
        if found := list(people(organisation, P.EDIT_LOCAL_OFFER)):
            return organisation, found
    return authority, []


def push(
    *,
    authority: Organisation,
    kind: str,
    object_id: uuid.UUID,
    title: str,
    step: str,
    link: str,
    rule: str = "",
    due_on: dt.date | None = None,
) -> None:
    """Into the editors' list: the first of them has it until it is given to another. The calling action audits."""
    organisation, found = editors_of(authority)
    work.push(
        kind=kind,
        object_id=object_id,
        organisation=organisation,
        title=title,
        step=step,
        link=link,
        owner=found[0] if found else None,
        rule=rule,
        due_on=due_on,
    )

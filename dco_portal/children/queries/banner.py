"""The banner of a child on every page of their case."""

import datetime as dt
import uuid
from dataclasses import dataclass

from dco_portal.accounts.models import User
from dco_portal.children import ages, numbers, rules
from dco_portal.children.models import Child
from dco_portal.children.queries.people import (
    HIDDEN,
    hidden_home,
    need_words,
    restriction_words,
    with_people,
)
from dco_portal.common.clock import today
from dco_portal.common.errors import NotFound


@dataclass(frozen=True)
class ChildHeader:
    """Who the case is about. `nhs_number` is in groups of 3, 3 and 4, or words that say why it is not known.

    `needs` and `restrictions` are sentences, empty where there are none; `age` is in completed years.
    `address` may be a sentence saying that it is hidden. Template: `children/banner.html`.
    """

    id: uuid.UUID
    reference: str
    name: str
    known_as: str
    born_on: dt.date
    age: int
    nhs_number: str
    nhs_number_status: str
    needs: tuple[str, ...]
    restrictions: tuple[str, ...]
    address: str
    home_la: str
    setting: str


def header(child_id: uuid.UUID, by: User) -> ChildHeader:
    """The banner of one child: three or four queries. Raises NotFound out of the reader's scope."""
    rows = Child.objects.visible_to(by).filter(pk=child_id).select_related("home_la", "setting")
    child = with_people(rows).first()
    if child is None:
        raise NotFound
    return header_of(child, by=by)


def header_of(child: Child, *, by: User) -> ChildHeader:
    """The banner of a child already found in scope with their people (`with_people`)."""
    number = numbers.nhs_shown(child.nhs_number)
    address = "\n".join(part for part in (child.address, child.postcode) if part)
    if hidden_home(child) and not rules.can_see_hidden(by):
        address = HIDDEN
    return ChildHeader(
        id=child.pk,
        reference=child.reference,
        name=child.name,
        known_as=child.known_as,
        born_on=child.born_on,
        age=ages.years(child.born_on, today()),
        nhs_number=number or f"not known: {child.get_nhs_number_missing_display()}",
        nhs_number_status=child.get_nhs_number_status_display() if number else "",
        needs=need_words(child),
        restrictions=restriction_words(child),
        address=address,
        home_la=child.home_la.label,
        setting=child.setting.label if child.setting else child.setting_name,
    )

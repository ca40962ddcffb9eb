"""Whom a letter, a mail or a family link may go to: contact restrictions bind them all.

A restricted person is in the answer too, with why not, so that nobody adds them by hand.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from enum import StrEnum

from dco_portal.children import ages
from dco_portal.children.models import Carer, Child, CommunicationNeed
from dco_portal.children.queries.people import open_needs
from dco_portal.common.clock import today


class Purpose(StrEnum):
    """What is to be sent."""

    LETTER = "letter"  # on paper, to an address
    EMAIL = "email"
    FAMILY_LINK = "family_link"  # a link that opens a page about the child


@dataclass(frozen=True)
class Recipient:
    """Someone a letter might go to. Write only when `may_write`; else `why_not` says the reason.

    `formats` are kinds of communication need (such as "large_print"), `needs` the same in words.
    The address of one recipient is for their envelope alone: never print it on another's copy.
    """

    name: str
    relationship: str
    may_write: bool
    why_not: str = ""
    carer_id: uuid.UUID | None = None
    email: str = ""
    address: tuple[str, ...] = ()
    address_hidden: bool = False
    formats: tuple[str, ...] = ()
    needs: tuple[str, ...] = field(default=())

    @property
    def is_young_person(self) -> bool:
        """Whether this is the young person and not a carer."""
        return self.carer_id is None

    @property
    def large_print(self) -> bool:
        """Whether what goes to them is to be in large print."""
        return "large_print" in self.formats


def recipients(
    child: Child, *, purpose: Purpose | str, on: dt.date | None = None
) -> list[Recipient]:
    """Everyone who might be written to on this day (default today), in the order to write to them.

    From 16 the young person comes first, or after the carers when they cannot decide about this
    themselves. Carers who hold parental responsibility come before others. Raises ValueError for an
    unknown purpose.
    """
    purpose = Purpose(purpose)
    carers = [carer for carer in child.carers.all() if carer.ended_on is None]
    carers.sort(key=lambda carer: (not carer.parental_responsibility, carer.created_at))
    found = [_carer(child, carer, purpose) for carer in carers]
    if ages.is_young_person(child.born_on, on or today()):
        own = _young_person(child, carers, purpose)
        found = [*found, own] if child.capacity == Child.Capacity.LACKS else [own, *found]
    return found


def addressees(
    child: Child, *, purpose: Purpose | str, on: dt.date | None = None
) -> list[Recipient]:
    """Only those of `recipients` who may be written to."""
    return [
        recipient for recipient in recipients(child, purpose=purpose, on=on) if recipient.may_write
    ]


def _lines(*parts: str) -> tuple[str, ...]:
    return tuple(line.strip() for part in parts for line in part.splitlines() if line.strip())


def _needs(child: Child, carer_id: uuid.UUID | None) -> list[CommunicationNeed]:
    return [need for need in open_needs(child) if need.carer_id == carer_id]


def _formats(needs: list[CommunicationNeed]) -> tuple[str, ...]:
    return tuple(need.kind for need in needs)


def _words(needs: list[CommunicationNeed]) -> tuple[str, ...]:
    return tuple(
        need.get_kind_display() + (f" ({need.detail})" if need.detail else "") for need in needs
    )


def _carer(child: Child, carer: Carer, purpose: Purpose) -> Recipient:
    needs = _needs(child, carer.pk)
    own = _lines(carer.address, carer.postcode)
    home = _lines(child.address, child.postcode) if carer.lives_with_child else ()
    address = own or home
    why_not = ""
    if carer.never_write:
        why_not = f"Never write to this person: {carer.restriction_reason}"
    elif purpose is Purpose.FAMILY_LINK and carer.parental_responsibility is None:
        why_not = "It is not recorded whether they hold parental responsibility"
    elif purpose is Purpose.FAMILY_LINK and not carer.parental_responsibility:
        why_not = "They do not hold parental responsibility"
    else:
        why_not = _no_way(purpose, address, carer.email)
    return Recipient(
        name=carer.name, relationship=carer.relationship, may_write=not why_not, why_not=why_not,
        carer_id=carer.pk, email=carer.email, address=address, address_hidden=carer.address_hidden,
        formats=_formats(needs), needs=_words(needs),
    )  # fmt: skip


def _young_person(child: Child, carers: list[Carer], purpose: Purpose) -> Recipient:
    needs = _needs(child, None)
    address = _lines(child.address, child.postcode)
    why_not = _no_way(purpose, address, child.own_email)
    return Recipient(
        name=child.name, relationship="young person", may_write=not why_not, why_not=why_not,
        email=child.own_email, address=address,
        address_hidden=any(carer.address_hidden and carer.lives_with_child for carer in carers),
        formats=_formats(needs), needs=_words(needs),
    )  # fmt: skip


def _no_way(purpose: Purpose, address: tuple[str, ...], email: str) -> str:
    if purpose is Purpose.LETTER:
        return "" if address else "No address is recorded"
    return "" if email else "No e-mail address is recorded"

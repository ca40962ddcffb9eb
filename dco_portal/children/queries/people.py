"""Carers, contact restrictions and communication needs of one child already found in scope."""

import uuid
from dataclasses import dataclass

from dco_portal.accounts.models import User
from dco_portal.children import rules
from dco_portal.children.models import Carer, Child, CommunicationNeed

HIDDEN = "Hidden: ask the local authority or the DCO team"


@dataclass(frozen=True)
class CarerFacts:
    """A parent or carer as this reader may know them: a hidden address is a sentence instead."""

    id: uuid.UUID
    name: str
    relationship: str
    parental_responsibility: bool | None
    lives_with_child: bool
    email: str
    telephone: str
    address: str
    never_write: bool
    address_hidden: bool
    restriction_reason: str

    @property
    def responsibility_words(self) -> str:
        """Whether they hold parental responsibility, in words."""
        if self.parental_responsibility is None:
            return "Parental responsibility not recorded"
        holds = "Holds" if self.parental_responsibility else "Does not hold"
        return f"{holds} parental responsibility"


def _current(child: Child) -> list[Carer]:
    return [carer for carer in child.carers.all() if carer.ended_on is None]


def with_people(children):
    """A queryset of children whose carers and communication needs come along (two more queries)."""
    return children.prefetch_related("carers", "communication_needs", "communication_needs__carer")


def hidden_home(child: Child) -> bool:
    """Whether the child's own address is hidden: they live with someone whose address is."""
    return any(carer.address_hidden and carer.lives_with_child for carer in _current(child))


def carers(child: Child, *, by: User) -> list[CarerFacts]:
    """Those who care for the child now. Contact details of a hidden one only for who may read them."""
    allowed = rules.can_see_hidden(by)
    return [_facts(carer, allowed or not carer.address_hidden) for carer in _current(child)]


def _facts(carer: Carer, shown: bool) -> CarerFacts:
    address = "\n".join(part for part in (carer.address, carer.postcode) if part)
    return CarerFacts(
        carer.pk, carer.name, carer.relationship, carer.parental_responsibility, carer.lives_with_child,
        carer.email if shown else "", carer.telephone if shown else "", address if shown else HIDDEN,
        carer.never_write, carer.address_hidden, carer.restriction_reason,
    )  # fmt: skip


def open_needs(child: Child) -> list[CommunicationNeed]:
    """Communication needs in force, the child's first."""
    needs = [need for need in child.communication_needs.all() if need.ended_on is None]
    return sorted(needs, key=lambda need: (need.carer_id is not None, need.created_at))


def need_words(child: Child) -> tuple[str, ...]:
    """Sentences such as "Mother, Ana Kowalska: interpreter (Polish)"."""
    words = []
    for need in open_needs(child):
        whose = child.known_as or child.given_name
        if need.carer:
            relationship = need.carer.relationship
            whose = f"{relationship[:1].upper()}{relationship[1:]}, {need.carer.name}"
        words.append(
            f"{whose}: {need.get_kind_display()}" + (f" ({need.detail})" if need.detail else "")
        )
    return tuple(words)


def restriction_words(child: Child) -> tuple[str, ...]:
    """Sentences such as "Never write to Jo Day (father): court order"; a hidden address by name only."""
    words = []
    for carer in _current(child):
        who = f"{carer.name} ({carer.relationship})"
        if carer.never_write:
            words.append(f"Never write to {who}: {carer.restriction_reason}")
        if carer.address_hidden:
            words.append(f"The address of {who} is hidden: tell it to nobody")
        if carer.parental_responsibility is False:
            words.append(f"{who} does not hold parental responsibility")
    return tuple(words)

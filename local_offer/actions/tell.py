"""Words and recipients of what owners and editors are told. The calling action audits."""

from collections.abc import Iterable

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import now, today
from dco_portal.notifications import actions as notifications
from dco_portal.organisations.models import Organisation
from local_offer.actions import work
from local_offer.models import Proposal, Service, Transfer
from local_offer.rules.review import Step


def _tell(
    recipients: Iterable[User], kind: str, subject: str, body: str, key: str, link: str,
    organisation: Organisation | None,
) -> int:  # fmt: skip
    return notifications.tell(
        recipients=recipients, kind=f"local_offer.{kind}", subject=subject[:150], body=body,
        dedupe_key=f"local_offer.{kind}:{key}", link=link, organisation=organisation,
    )  # fmt: skip


def submitted(proposal: Proposal, by: User) -> None:
    """The editors learn of a change to decide on."""
    organisation, editors = work.editors(proposal.service)
    _tell(
        [user for user in editors if user != by], "submitted",
        f"A change to decide on: {proposal.service.name}",
        f"{by.name} proposes a change to “{proposal.service.name}”. Families see the last approved words until you decide.",
        f"{proposal.pk}:{proposal.lock}", reverse("local_offer:proposal", args=[proposal.pk]), organisation,
    )  # fmt: skip


def decided(proposal: Proposal) -> None:
    """The proposer learns what was decided, with the reason."""
    good = proposal.state == Proposal.State.APPROVED
    words = "has been approved and is public" if good else "was not accepted"
    reason = "" if good else f"\nThe reason: {proposal.reason}\nYou can take your change up again."
    _tell(
        [] if proposal.by == proposal.decided_by else [proposal.by], "decided",
        f"Your change {'is public' if good else 'was not accepted'}: {proposal.service.name}",
        f"Your change to “{proposal.service.name}” {words}.{reason}",
        str(proposal.pk), reverse("local_offer:proposal", args=[proposal.pk]), proposal.organisation,
    )  # fmt: skip


def remarked(proposal: Proposal, by: User, number: int) -> None:
    """The other side learns of a remark."""
    organisation, editors = work.editors(proposal.service)
    others = {user.pk: user for user in [*editors, proposal.by] if user != by}
    _tell(
        others.values(), "remark", f"A comment on a change: {proposal.service.name}",
        f"{by.name} commented on a change to “{proposal.service.name}”.",
        f"{proposal.pk}:{number}", reverse("local_offer:proposal", args=[proposal.pk]), organisation,
    )  # fmt: skip


def reminded(service: Service, step: Step) -> int:
    """Its keepers are reminded to check an entry; the number of new messages."""
    assert service.review_by is not None
    organisation, found = work.keepers(service)
    day = f"{service.review_by:%-d %B %Y}"
    late = "Families are now told that it may be out of date." if step.left < 0 else ""
    subject = "Overdue: check" if step.left < 0 else f"Check by {day}:"
    return _tell(
        found, "review", f"{subject} {service.name}",
        f"“{service.name}” is in the Local Offer and is to be checked by {day} (local policy). {late}\n"
        "Open it and confirm that it is still correct, or propose a change.",
        f"{service.pk}:{service.review_by.isoformat()}:{step.code}",
        reverse("local_offer:listing", args=[service.pk]), organisation,
    )  # fmt: skip


def hidden(authority: Organisation, entries: list[Service]) -> None:
    """Keepers, editors and the DCO team learn which entries families do not see any more."""
    for service in entries:
        organisation, found = work.keepers(service)
        _tell(
            found, "hidden", f"Hidden from families: {service.name}",
            f"Nobody confirmed “{service.name}” for too long, so families do not see it any more (local policy). "
            "Confirm or change it and they see it again.",
            f"{service.pk}:{service.review_by}", reverse("local_offer:listing", args=[service.pk]), organisation,
        )  # fmt: skip
    count = f"{len(entries)} Local Offer {'entry' if len(entries) == 1 else 'entries'}"
    names = "; ".join(entry.name for entry in entries[:20])
    body = f"Nobody confirmed for too long, so families of {authority.label} do not see: {names}."
    key = f"{authority.pk}:{today().isoformat()}"
    organisation, editors = work.editors(entries[0])
    _tell(editors, "hidden_editors", f"{count} hidden", body, key, reverse("local_offer:desk"), organisation)  # fmt: skip
    for board in authority.icbs.all():
        _tell(
            people(board, P.TRIAGE), "hidden_dco", f"{count} hidden: {authority.label}", body, f"{key}:{board.pk}",
            reverse("local_offer:health"), board,
        )  # fmt: skip


def offered(transfer: Transfer) -> None:
    """Listing owners of the other organisation learn of an entry offered to them."""
    _tell(
        people(transfer.to_organisation, P.OWN_LISTING), "offered",
        f"Will you keep this entry? {transfer.service.name}",
        f"{transfer.by.name} offers {transfer.to_organisation.label} to keep the Local Offer entry “{transfer.service.name}” true.",
        str(transfer.pk), reverse("local_offer:transfer", args=[transfer.pk]), transfer.to_organisation,
    )  # fmt: skip


def answered(transfer: Transfer) -> None:
    """Whoever offered it learns the answer."""
    _tell(
        [transfer.by], "answered", f"{transfer.get_state_display()}: {transfer.service.name}",
        f"{transfer.to_organisation.label} answered your offer of “{transfer.service.name}”: "
        f"{transfer.get_state_display().lower()}. {transfer.reason}",
        f"{transfer.pk}:{now().isoformat()}", reverse("local_offer:transfer", args=[transfer.pk]),
        transfer.from_organisation,
    )  # fmt: skip

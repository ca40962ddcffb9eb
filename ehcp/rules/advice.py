"""Who may give out, write, sign and read a service's advice, and when."""

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import covered_by
from dco_portal.common.errors import Conflict, NotAllowed
from ehcp.models import AdviceVersion, Contribution
from ehcp.rules.history import Moved
from ehcp.rules.pairs import answers
from ehcp.states import REQUEST_OPEN, WITH_WRITER
from ehcp.states import ContributionState as C

BEFORE_SIGNING = frozenset({C.UNALLOCATED, *WITH_WRITER})


def is_lead(user: User, contribution: Contribution, permission: P = P.ALLOCATE) -> bool:
    """Whether the person leads this very service, acting for its provider."""
    membership = user.membership
    return (
        user.may(permission)
        and membership is not None
        and membership.organisation_id == contribution.service.provider_id
        and membership.service_id in {None, contribution.service_id}
    )


def is_writer(user: User, contribution: Contribution) -> bool:
    """Whether the advice is this person's to write: the clinician, whoever stands in for them
    today, or the lead writing for one.
    """
    if contribution.clinician_id == user.pk:
        return user.may(P.WRITE_ADVICE) or is_lead(user, contribution, P.UPLOAD_FOR_CLINICIAN)
    return user.may(P.WRITE_ADVICE) and contribution.clinician_id in covered_by(user)


def _open(contribution: Contribution, states: frozenset) -> None:
    if contribution.request.state not in REQUEST_OPEN:
        raise Moved(contribution.request)
    if contribution.state not in states:
        raise Moved(contribution)


def check_can_allocate(user: User, contribution: Contribution) -> None:
    """The service's lead, until the advice is signed."""
    if not is_lead(user, contribution):
        raise NotAllowed("Only a lead of this service gives its work to a clinician.")
    _open(contribution, BEFORE_SIGNING)


def check_can_give_back(user: User, contribution: Contribution) -> None:
    """The clinician who has it, or the service's lead, until the advice is signed."""
    if not (is_writer(user, contribution) or is_lead(user, contribution)):
        raise NotAllowed(
            "Only the clinician who has this, or a lead of the service, gives it back."
        )
    _open(contribution, WITH_WRITER)


def check_can_write(user: User, contribution: Contribution) -> None:
    """The person whose advice it is, until it is signed."""
    if not is_writer(user, contribution):
        raise NotAllowed("Only the clinician who was given this advice writes it.")
    _open(contribution, WITH_WRITER)


def check_can_sign(user: User, contribution: Contribution) -> None:
    """The person whose advice it is, while it is theirs."""
    check_can_write(user, contribution)


def check_can_say_not_known(user: User, contribution: Contribution) -> None:
    """The writer or the lead, before signing; never a professional whom the DCO named to advise."""
    if not (is_writer(user, contribution) or is_lead(user, contribution)):
        raise NotAllowed("Only the service itself says that it does not know the child.")
    _open(contribution, BEFORE_SIGNING)
    if contribution.named_adviser:
        raise Conflict(
            "The DCO named this service to advise because no other knows the child. Ask the DCO team."
        )


def sees_content(user: User, contribution: Contribution) -> bool:
    """Whether a person in whose scope it is reads what was signed: its service and the DCO team.

    The local authority reads only what was sent to it.
    """
    return user.organisation is not None and user.organisation.pk != contribution.request.la_id


def sees_drafts(user: User, contribution: Contribution) -> bool:
    """Whether a person in whose scope it is reads what is not signed yet: its own service alone."""
    return (
        user.organisation is not None and user.organisation.pk == contribution.service.provider_id
    )


def readable(user: User, contribution: Contribution, version: AdviceVersion) -> bool:
    """Whether a person in whose scope the contribution is may read this version of it."""
    if sees_drafts(user, contribution):
        return True
    if sees_content(user, contribution):
        return version.signed_at is not None
    return version.sent_at is not None


can_allocate = answers(check_can_allocate)
can_give_back = answers(check_can_give_back)
can_write = answers(check_can_write)
can_sign = answers(check_can_sign)
can_say_not_known = answers(check_can_say_not_known)

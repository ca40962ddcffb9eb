"""Who of the DCO team may take which step with an enquiry, and when; and what the asker may do."""

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.common.pairs import answers
from enquiries.models import Enquiry, Message
from enquiries.rules.history import Moved
from enquiries.states import ENQUIRY_OPEN, EnquiryState

E = EnquiryState


def of_team(user: User, enquiry: Enquiry) -> bool:
    """Whether this person answers for the board that has the enquiry."""
    return (
        user.may(P.TRIAGE)
        and user.organisation is not None
        and user.organisation.pk == enquiry.icb_id
    )


def check_of_team(user: User, enquiry: Enquiry) -> None:
    """Raises NotAllowed for anybody but the DCO team."""
    if not of_team(user, enquiry):
        raise NotAllowed("Only the DCO team may do this.")


def check_can_work(user: User, enquiry: Enquiry) -> None:
    """The DCO team, while the enquiry is open: assign, hold, resolve, ask a specialist and so on."""
    check_of_team(user, enquiry)
    if enquiry.state not in ENQUIRY_OPEN:
        raise Moved(enquiry)


def check_can_note(user: User, enquiry: Enquiry) -> None:
    """The DCO team writes notes and tags at any time, also on what is closed."""
    check_of_team(user, enquiry)
    if enquiry.state == E.UNCONFIRMED:
        raise Moved(enquiry)


def check_can_release(user: User, enquiry: Enquiry) -> None:
    """The DCO team takes an enquiry off hold."""
    check_of_team(user, enquiry)
    if enquiry.state != E.ON_HOLD:
        raise Moved(enquiry)


def check_can_reopen(user: User, enquiry: Enquiry) -> None:
    """The DCO team or the asker, once the enquiry was closed; one that was merged goes on elsewhere."""
    if not of_team(user, enquiry):
        check_is_asker(user, enquiry)
    check_closed(enquiry)


def check_closed(enquiry: Enquiry) -> None:
    """Raises Conflict while the enquiry is open, or when it goes on in another."""
    if enquiry.state in ENQUIRY_OPEN:
        raise Moved(enquiry)


def check_is_asker(user: User, enquiry: Enquiry) -> None:
    """Raises NotAllowed for anybody but the asker's side (the scope says who that is)."""
    if of_team(user, enquiry) or not enquiry.has_account:
        raise NotAllowed("Only whoever asked may do this.")


def check_can_follow_up(enquiry: Enquiry) -> None:
    """The asker may write while the enquiry is open or resolved; a merged one goes on elsewhere."""
    if enquiry.state == E.MERGED:
        assert enquiry.merged_into is not None
        raise Conflict(f"This goes on in {enquiry.merged_into.reference}. Please write there.")
    if enquiry.state == E.UNCONFIRMED:
        raise Conflict("Confirm your e-mail address first.")


def check_can_merge(user: User, enquiry: Enquiry, into: Enquiry) -> None:
    """Two open enquiries of one asker. Different askers never share a thread. Raises Invalid."""
    check_can_work(user, enquiry)
    if into.pk == enquiry.pk:
        raise Invalid({"into": "Choose another enquiry"})
    if into.state not in ENQUIRY_OPEN:
        raise Invalid(
            {"into": f"{into.reference} is closed. Reopen it first, or merge it into this one"}
        )
    same = (
        into.asker_id == enquiry.asker_id
        if enquiry.has_account or into.has_account
        else into.asker_email == enquiry.asker_email
    )
    if not same or into.asker_organisation_id != enquiry.asker_organisation_id:
        raise Invalid(
            {
                "into": "The two come from different people. Answer each; a template saves typing twice"
            }
        )
    if into.child_id != enquiry.child_id and enquiry.child_id and into.child_id:
        raise Invalid({"into": "The two are about different children"})


def check_can_split(user: User, enquiry: Enquiry, message: Message) -> None:
    """What the asker wrote may become an enquiry of its own."""
    check_can_work(user, enquiry)
    if message.enquiry_id != enquiry.pk or message.kind != Message.Kind.FROM_ASKER:
        raise Invalid({"message": "Choose a message from the asker"})


can_work = answers(check_can_work)
can_note = answers(check_can_note)
can_release = answers(check_can_release)
can_reopen = answers(check_can_reopen)
can_follow_up = answers(check_can_follow_up)

"""Who may notify, and who may take which step with a notification that was sent."""

from django.db.models import QuerySet

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.errors import Conflict, NotAllowed
from dco_portal.common.pairs import answers
from dco_portal.organisations.models import Organisation, OrganisationKind, ProviderType
from referrals.models import Message, Notification
from referrals.states import OPEN, VOID, NotificationState

Side = Message.Side
S = NotificationState
IN_LAW = frozenset({ProviderType.NHS_TRUST, ProviderType.FOUNDATION_TRUST})


class Moved(Conflict):
    """The notification is in another state than the step needs; says who brought it there."""

    def __init__(self, notification: Notification) -> None:
        change = notification.changes.select_related("by").order_by("-id").first()
        who = change.by.name if change and change.by else "The portal"
        when = f" on {change.at:%-d %B %Y}" if change else ""
        super().__init__(
            f"{notification.reference} is now “{notification.get_state_display()}”. "
            f"{who} moved it there{when}."
        )


def check_can_notify(user: User) -> None:
    """Raises NotAllowed for whoever does not notify for a health body."""
    kinds = {OrganisationKind.PROVIDER, OrganisationKind.ICB}
    if (
        not user.may(P.NOTIFY_UNDER_FIVE)
        or user.organisation is None
        or user.organisation.kind not in kinds
    ):
        raise NotAllowed("Only clinicians and notifiers of a health body notify a local authority.")


def bodies(organisation: Organisation | None) -> list[Organisation]:
    """For which bodies in law an organisation can notify: its own, or the ICBs of its services' areas.

    Only ICBs, NHS trusts and NHS foundation trusts have the duty (CFA 2014 s.23(1)); any other provider
    acts for the board.
    """
    if organisation is None:
        return []
    if organisation.kind == OrganisationKind.ICB or organisation.provider_type in IN_LAW:
        return [organisation]
    boards = Organisation.objects.filter(kind=OrganisationKind.ICB, closed_on=None)
    of_areas = boards.filter(
        pk__in=organisation.services.filter(closed_on=None).values("areas__icb_links__icb")
    )
    return list(of_areas.order_by("name")) or list(boards.order_by("name"))


def side_of(user: User, notification: Notification) -> str:
    """The side on which a reader stands: notifier, la, dco, or "" for none."""
    own = user.organisation.pk if user.organisation else None
    if own is None:
        return ""
    if own == notification.la_id and user.may(P.REQUEST_ADVICE):
        return Side.LA
    if own in {notification.icb_id, notification.body_id} and user.may(P.TRIAGE):
        return Side.DCO
    writes = user.may(P.NOTIFY_UNDER_FIVE) or user.may(P.ALLOCATE)
    return Side.NOTIFIER if own == notification.organisation_id and writes else ""


def _of(user: User, notification: Notification, *sides: str) -> str:
    side = side_of(user, notification)
    if side not in sides:
        words = {
            Side.LA: "the local authority it went to",
            Side.DCO: "the DCO team",
            Side.NOTIFIER: "whoever notified",
        }
        raise NotAllowed(f"Only {' or '.join(words[Side(each)] for each in sides)} may do this.")
    return side


def _in(notification: Notification, states: frozenset[str] | set[str]) -> None:
    if notification.state not in states:
        raise Moved(notification)


def la_is_here(notification: Notification) -> bool:
    """Whether the authority has anybody on the portal who can read a notification."""
    return people(notification.la, P.REQUEST_ADVICE).exists()


def _speaks_for_la(user: User, notification: Notification) -> None:
    """The authority's officer; for one that is not on the portal, the DCO team that sent it there otherwise."""
    if notification.outside_on is not None and side_of(user, notification) == Side.DCO:
        return
    _of(user, notification, Side.LA)


def check_can_acknowledge(user: User, notification: Notification) -> None:
    """The authority, once."""
    _speaks_for_la(user, notification)
    _in(notification, {S.SENT})


def check_can_record_outcome(user: User, notification: Notification) -> None:
    """The authority, while it has no outcome."""
    _speaks_for_la(user, notification)
    _in(notification, OPEN)


def check_can_look_again(user: User, notification: Notification) -> None:
    """The authority that recorded an outcome."""
    _speaks_for_la(user, notification)
    _in(notification, {S.OUTCOME})


def check_can_correct(user: User, notification: Notification) -> None:
    """The DCO team, while it is open or once the child has moved. It never withholds: it sends on."""
    _of(user, notification, Side.DCO)
    moved = notification.state == S.OUTCOME and notification.outcome == Notification.Outcome.MOVED
    if not moved:
        _in(notification, OPEN)


def firsts(user: User, notification: Notification) -> QuerySet[Notification]:
    """Other notifications of the same child in the person's scope that still count, the oldest first."""
    rows = Notification.objects.visible_to(user).filter(child=notification.child_id)
    return rows.exclude(pk=notification.pk).exclude(state__in=VOID).order_by("sent_at", "pk")


def check_can_mark_duplicate(user: User, notification: Notification) -> None:
    """The DCO team, when there is another notification of the same child."""
    _of(user, notification, Side.DCO)
    _in(notification, OPEN)
    if not firsts(user, notification).exists():
        raise Conflict("There is no other notification of this child that this could repeat.")


def check_can_enter_in_error(user: User, notification: Notification) -> None:
    """The DCO team or whoever notified, while it is open."""
    _of(user, notification, Side.DCO, Side.NOTIFIER)
    _in(notification, OPEN)


def check_can_reopen(user: User, notification: Notification) -> None:
    """The DCO team, for one that ended as duplicate or entered in error."""
    _of(user, notification, Side.DCO)
    _in(notification, VOID)


def check_can_note_outside(user: User, notification: Notification) -> None:
    """The DCO team, for an authority that has nobody on the portal."""
    _of(user, notification, Side.DCO)
    _in(notification, OPEN)
    if notification.outside_on is not None:
        raise Conflict("It is noted already how the authority got it.")
    if la_is_here(notification):
        raise Conflict(f"{notification.la.name} reads notifications here: it has this one.")


def check_can_name_voluntary(user: User, notification: Notification) -> None:
    """Whoever notified, until organisations are named (s.23(4) sets no time)."""
    _of(user, notification, Side.NOTIFIER)
    if notification.state in VOID:
        raise Moved(notification)
    if notification.voluntary == Notification.Voluntary.NAMED:
        raise Conflict("The organisations the parents were told of are recorded already.")


def check_can_write(user: User, notification: Notification) -> None:
    """All three sides, at any time."""
    _of(user, notification, Side.NOTIFIER, Side.LA, Side.DCO)


can_notify = answers(check_can_notify)
can_acknowledge = answers(check_can_acknowledge)
can_record_outcome = answers(check_can_record_outcome)
can_look_again = answers(check_can_look_again)
can_correct = answers(check_can_correct)
can_mark_duplicate = answers(check_can_mark_duplicate)
can_enter_in_error = answers(check_can_enter_in_error)
can_reopen = answers(check_can_reopen)
can_note_outside = answers(check_can_note_outside)
can_name_voluntary = answers(check_can_name_voluntary)
can_write = answers(check_can_write)

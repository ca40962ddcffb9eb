"""Inviting a professional to join an organisation, and joining."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts import mails, rules, tokens
from dco_portal.accounts.models import Invitation, Membership, User
from dco_portal.accounts.roles import ROLES
from dco_portal.accounts.scope import looked_after
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.organisations.models import Organisation, OrganisationKind, ProviderService


def _mail(invitation: Invitation, token: str) -> None:
    """Owe the mail with the link. The token stands in this mail alone; the row keeps its digest."""
    link = settings.PORTAL_BASE_URL + reverse("accounts:invitation", args=[token])
    words = {
        "invitation": invitation,
        "role": ROLES[invitation.role],
        "days": settings.INVITATION_DAYS,
        "link": link,
    }
    mails.queue(
        email=invitation.email,
        subject=f"{invitation.organisation.label} invites you to the SEND health portal",
        body=render_to_string("emails/accounts/invitation.txt", words),
    )


def _expiry() -> dt.datetime:
    return now() + dt.timedelta(days=settings.INVITATION_DAYS)


@transaction.atomic
def invite(
    *,
    by: User,
    email: str,
    name: str,
    organisation: Organisation,
    role: str,
    service: ProviderService | None = None,
) -> Invitation:
    """Invite somebody in a role; the mailed link works once, for `INVITATION_DAYS` days.

    Raises NotFound for an organisation out of reach, Invalid for a role it cannot hold, for who
    already has it and for who was already invited.
    """
    rules.check_can_invite(by)
    if not looked_after(by).filter(pk=organisation.pk).exists():
        raise NotFound
    rules.check_role(by, organisation, role, service)
    return _made(by, email, name, organisation, role, service)


@transaction.atomic
def invite_first_administrator(
    *, by: User, email: str, name: str, organisation: Organisation
) -> Invitation:
    """Invite an ICB's first portal administrator, as whoever runs the portal (a superuser).

    Raises NotAllowed for anybody else, Conflict once the ICB has an administrator.
    """
    if not by.is_superuser:
        raise NotAllowed("Only a superuser of the portal invites the first administrator.")
    if organisation.kind != OrganisationKind.ICB or organisation.closed():
        raise Invalid({"organisation": "Choose an ICB that is open."})
    if (
        Membership.objects.in_force()
        .filter(organisation=organisation, role=rules.ADMINISTRATOR, user__is_active=True)
        .exists()
    ):
        raise Conflict(f"{organisation.label} has a portal administrator: ask them to invite.")
    return _made(by, email, name, organisation, rules.ADMINISTRATOR, None)


def _made(
    by: User,
    email: str,
    name: str,
    organisation: Organisation,
    role: str,
    service: ProviderService | None,
) -> Invitation:
    """Make and mail an invitation that was found allowed."""
    email = email.strip().lower()
    if Membership.objects.filter(
        user__email=email, organisation=organisation, service=service, role=role, ended_on=None
    ).exists():
        raise Invalid({"email": f"This person already has this role at {organisation.label}."})
    waiting = Invitation.objects.waiting().filter(email=email, organisation=organisation, role=role)
    if waiting.filter(expires_at__gt=now()).exists():
        raise Invalid({"email": "This person was already invited. You can send the link again."})
    waiting.update(withdrawn_at=now())
    token = tokens.fresh()
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email,
                name=name.strip(),
                organisation=organisation,
                service=service,
                role=role,
                invited_by=by,
                token_hash=tokens.digest(token),
                expires_at=_expiry(),
            )
    except IntegrityError as error:
        raise Conflict("A colleague invited this person in the same moment.") from error
    audit.record("accounts.invited", by=by, obj=invitation, to=organisation.pk, role=role)
    _mail(invitation, token)
    return invitation


def _locked(by: User, invitation: Invitation) -> Invitation:
    """The invitation, locked, if it is in this person's reach and still waits."""
    rules.check_can_invite(by)
    row = (
        Invitation.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("organisation", "service")
        .filter(pk=invitation.pk)
        .first()
    )
    if row is None:
        raise NotFound
    if row.accepted_at:
        raise Conflict("This invitation was accepted already.")
    if row.withdrawn_at:
        raise Conflict("This invitation was withdrawn already.")
    return row


@transaction.atomic
def resend(*, by: User, invitation: Invitation) -> Invitation:
    """Send a fresh link; the earlier one stops working."""
    row = _locked(by, invitation)
    rules.check_role(by, row.organisation, row.role, row.service)
    token = tokens.fresh()
    row.token_hash, row.expires_at = tokens.digest(token), _expiry()
    row.save()
    audit.record("accounts.invitation_resent", by=by, obj=row)
    _mail(row, token)
    return row


@transaction.atomic
def withdraw(*, by: User, invitation: Invitation) -> Invitation:
    """Take an invitation back: its link stops working."""
    row = _locked(by, invitation)
    row.withdrawn_at = now()
    row.save()
    audit.record("accounts.invitation_withdrawn", by=by, obj=row)
    return row


@transaction.atomic
def accept(
    *, by: User | None, token: str, name: str = "", job_title: str = "", password: str = ""
) -> User:
    """Join by the link: `by` is whoever is signed in, or None for somebody new, who sets a password.

    The account is made here, with the address the link was mailed to, which is thereby verified.
    Raises NotFound for a forged token, Conflict for a link that no longer works, NotAllowed for a
    link meant for somebody else.
    """
    row = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation", "service")
        .filter(token_hash=tokens.digest(token))
        .first()
    )
    if row is None:
        raise NotFound
    if not row.open or row.organisation.closed():
        raise Conflict("This invitation has been used, has run out or was withdrawn.")
    if by is not None and by.email.lower() != row.email.lower():
        raise NotAllowed("This invitation was sent to another address than yours.")
    user = by
    if user is None:
        if User.objects.filter(email__iexact=row.email, is_active=True).exists():
            raise NotAllowed("You already have an account: sign in first, then accept.")
        user = User.objects.filter(email__iexact=row.email).first() or User(email=row.email)
        user.name, user.job_title = name.strip() or row.name, job_title.strip()
        user.is_active, user.left_on = True, None
        user.set_password(password)
        user.save()
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )
    membership, _ = Membership.objects.get_or_create(
        user=user,
        organisation=row.organisation,
        service=row.service,
        role=row.role,
        ended_on=None,
    )
    row.accepted_at, row.accepted_by = now(), user
    row.save()
    user.__dict__.pop("memberships_now", None)
    user.act_in(membership)
    audit.record("accounts.joined", by=user, obj=membership, role=row.role, invitation=row.pk)
    return user

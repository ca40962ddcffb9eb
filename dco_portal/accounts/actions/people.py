"""Roles that change, people who leave, switching between organisations. History stays."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.template.loader import render_to_string

from dco_portal import audit
from dco_portal.accounts import hooks, mails, rules
from dco_portal.accounts.models import Cover, Membership, PlaceDuty, User
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.organisations.models import ProviderService


def _locked(by: User, membership: Membership) -> Membership:
    """The membership, locked, if it is in this person's reach, not their own, and not ended."""
    row = (
        Membership.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("user", "organisation", "service")
        .filter(pk=membership.pk)
        .first()
    )
    if row is None:
        raise NotFound
    rules.check_can_change(by, row)
    if row.ended_on is not None:
        raise Conflict("This part was ended already.")
    return row


def _end(row: Membership) -> None:
    row.ended_on = max(today(), row.started_on)
    row.save()


def _sign_out(user: User) -> int:
    """End every sign-in of this person now; how many."""
    sessions = list(UserSession.objects.filter(user_id=user.pk))
    for session in sessions:
        session.end()
    return len(sessions)


@transaction.atomic
def change_role(
    *, by: User, membership: Membership, role: str, service: ProviderService | None = None
) -> Membership:
    """Give another role or service in the same organisation: the old part ends today, a new one begins."""
    row = _locked(by, membership)
    rules.check_role(by, row.organisation, role, service)
    if (row.role, row.service_id) == (role, service.pk if service else None):
        raise Invalid({"role": "This is the role they have now. Choose another."})
    if Membership.objects.filter(
        user=row.user, organisation=row.organisation, service=service, role=role, ended_on=None
    ).exists():
        raise Invalid({"role": "This person already has this role as well."})
    _end(row)
    new = Membership.objects.create(
        user=row.user, organisation=row.organisation, service=service, role=role
    )
    audit.record(
        "accounts.role_changed", by=by, obj=new, before=row.role, after=role, earlier=row.pk
    )
    return new


@transaction.atomic
def end_membership(*, by: User, membership: Membership) -> Membership:
    """End one part of somebody who keeps another in the same organisation."""
    row = _locked(by, membership)
    others = Membership.objects.filter(
        user=row.user, organisation=row.organisation, ended_on=None
    ).exclude(pk=row.pk)
    if not others.exists():
        raise Invalid("This is their only part here. Switch them off instead.")
    _end(row)
    audit.record("accounts.part_ended", by=by, obj=row, role=row.role)
    return row


@transaction.atomic
def switch_off(*, by: User, membership: Membership) -> User:
    """Somebody left the organisation: end all their parts there and every sign-in, at once.

    Their name stays on what they did. Work still open is handed back by the apps that registered
    in `accounts.hooks.on_leave`. Who has no part left in any organisation cannot sign in again.
    """
    row = _locked(by, membership)
    user = User.objects.select_for_update().get(pk=row.user_id)
    here = Membership.objects.select_for_update(of=("self",)).filter(
        user=user, organisation=row.organisation, ended_on=None
    )
    parts = list(here)
    for part in parts:
        rules.check_can_change(by, part)
        _end(part)
    last = not Membership.objects.filter(user=user, ended_on=None).exists()
    if last:
        user.is_active, user.left_on, user.calendar_token = False, today(), ""
        user.save()
    PlaceDuty.objects.filter(user=user, place__icb=row.organisation, ends_on=None).update(
        ends_on=today()
    )
    Cover.objects.filter(
        stand_in=user, organisation=row.organisation, starts_on__lte=today(), ends_on__gt=today()
    ).update(ends_on=today())
    sessions = _sign_out(user)
    audit.record(
        "accounts.switched_off",
        by=by,
        obj=user,
        organisation=row.organisation_id,
        parts=len(parts),
        account_closed=last,
        sign_ins_ended=sessions,
    )
    hooks.leaving(user, row.organisation, by)
    return user


@transaction.atomic
def reset_second_factor(*, by: User, membership: Membership) -> int:
    """Somebody lost phone and recovery codes: take their second factors away and sign them out.

    They set a new one up after the next sign-in, where it is required. How many were taken away.
    """
    row = _locked(by, membership)
    factors, _ = Authenticator.objects.filter(user_id=row.user_id).delete()
    _sign_out(row.user)
    audit.record("accounts.second_factor_reset", by=by, obj=row.user, factors=factors)
    mails.queue(
        email=row.user.email,
        subject="Your second sign-in step was taken away",
        body=render_to_string("emails/accounts/second_factor_reset.txt", {"by": by}),
    )
    return factors


@transaction.atomic
def switch(*, by: User, membership: Membership) -> Membership:
    """Act in another of one's own memberships from now on."""
    row = by.memberships.in_force().select_related("organisation").filter(pk=membership.pk).first()
    if row is None:
        raise NotFound
    by.act_in(row)
    audit.record("accounts.switched", by=by, obj=row)
    return row

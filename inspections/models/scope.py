"""Who may see which inspection, plan, board and what hangs from them."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import covers_of
from dco_portal.common.clock import today
from inspections.states import PLAN_OPEN, ReportState

if TYPE_CHECKING:
    from dco_portal.accounts.models import User

READERS = (P.MANAGE_PLANS, P.APPROVE_PLANS, P.SEE_BOARD_PAPERS)


def reads(user: "User") -> bool:
    """Whether this person, acting for this organisation, reads plans, board papers and reports."""
    return user.membership is not None and any(user.may(permission) for permission in READERS)


def own_area(user: "User", prefix: str = "") -> Q:
    """Rows of an area this person's organisation answers for: its local authority or its board."""
    assert user.membership is not None
    here = user.membership.organisation_id
    return Q(**{f"{prefix}la": here}) | Q(**{f"{prefix}icb": here})


class AreaQuerySet(models.QuerySet):
    """Rows with `la` and `icb`: inspections, boards, readiness, exercises."""

    def visible_to(self, user: "User") -> "AreaQuerySet":
        """Those of the own area, for people who read plans or run an inspection."""
        if user.membership is None or not (reads(user) or user.may(P.RUN_INSPECTION)):
            return self.none()
        return self.filter(own_area(user))


class RunQuerySet(models.QuerySet):
    """Rows with `la` and `icb` that only those see who prepare for and run an inspection."""

    def visible_to(self, user: "User") -> "RunQuerySet":
        """Those of the own area."""
        if user.membership is None or not user.may(P.RUN_INSPECTION):
            return self.none()
        return self.filter(own_area(user))


class InspectionQuerySet(AreaQuerySet):
    """Inspections: the area's own, and for everybody those on the public timeline."""

    def kept_by(self, user: "User") -> "InspectionQuerySet":
        """Those this person may write: whoever prepares for and runs inspections of the area."""
        if user.membership is None or not user.may(P.RUN_INSPECTION):
            return self.none()
        return self.filter(own_area(user))

    def published(self) -> "InspectionQuerySet":
        """Those anybody may read."""
        return self.filter(published=True)


class PlanQuerySet(models.QuerySet):
    """Plans, seen by the authority and the board that answer for them and by named partners."""

    def visible_to(self, user: "User") -> "PlanQuerySet":
        """Whole plans, for those who keep, approve or oversee them. A partner sees them once in force."""
        from inspections.models.plan import Partner

        if not reads(user):
            return self.none()
        assert user.membership is not None
        partner = Partner.objects.filter(
            plan=OuterRef("pk"), organisation_id=user.membership.organisation_id
        )
        return self.filter(own_area(user) | (Exists(partner) & ~Q(state="draft")))

    def kept_by(self, user: "User") -> "PlanQuerySet":
        """Those this person may write: an improvement manager of the area."""
        if user.membership is None or not user.may(P.MANAGE_PLANS):
            return self.none()
        return self.filter(own_area(user))

    def published(self) -> "PlanQuerySet":
        """Those anybody may read."""
        return self.filter(published_at__isnull=False)


class PartQuerySet(models.QuerySet):
    """Rows of a plan, seen by whoever sees the plan. `plan_path` leads to it."""

    plan_path = "plan"

    def visible_to(self, user: "User") -> "PartQuerySet":
        """Those of plans in the reader's scope."""
        from inspections.models.plan import Plan

        if not reads(user):
            return self.none()
        return self.filter(**{f"{self.plan_path}__in": Plan.objects.visible_to(user).values("pk")})


class CommentaryQuerySet(PartQuerySet):
    """Commentary on red measures: with the plan, and for the measure's owner what they owe."""

    def visible_to(self, user: "User") -> "CommentaryQuerySet":
        """Readers of the plan: all of it. An owner or their stand-in, acting for a partner in the plan: their own."""
        from inspections.models.plan import Partner, Plan

        if user.membership is None:
            return self.none()
        here = user.membership.organisation_id
        partner = Partner.objects.filter(plan=OuterRef("plan"), organisation_id=here)
        owner = Q(measure__owner=user.pk) | Q(measure__owner__in=covers_of(user).values("absent"))
        seen = owner & (own_area(user, "plan__") | Q(Exists(partner)))
        if reads(user):
            seen |= Q(plan__in=Plan.objects.visible_to(user).values("pk"))
        return self.filter(seen)


class ActionQuerySet(PartQuerySet):
    """Actions: with their plan, or as the lead one's own."""

    def visible_to(self, user: "User") -> "ActionQuerySet":
        """Readers of the plan: all of its actions. A lead: those they lead or stand in for, of plans not closed."""
        from inspections.models.plan import Plan

        if user.membership is None:
            return self.none()
        seen = Q(pk=None)
        if reads(user):
            seen |= Q(plan__in=Plan.objects.visible_to(user).values("pk"))
        if user.may(P.UPDATE_ACTIONS):
            seen |= led_by(user)
        return self.filter(seen)

    def led_by(self, user: "User") -> "ActionQuerySet":
        """Those this person leads or stands in for."""
        if user.membership is None or not user.may(P.UPDATE_ACTIONS):
            return self.none()
        return self.filter(led_by(user))


def led_by(user: "User", prefix: str = "") -> Q:
    """Actions whose lead this person is, or covers, acting for the lead's organisation."""
    assert user.membership is not None
    lead = Q(**{f"{prefix}lead": user.pk}) | Q(
        **{f"{prefix}lead__in": covers_of(user).values("absent")}
    )
    return lead & Q(
        **{
            f"{prefix}lead_organisation": user.membership.organisation_id,
            f"{prefix}plan__state__in": sorted(PLAN_OPEN),
        }
    )


class OfActionQuerySet(models.QuerySet):
    """Rows that may hang from an action, seen with it: by the plan's readers and the action's lead."""

    def visible_to(self, user: "User") -> "OfActionQuerySet":
        """Those of plans in the reader's scope, and of the reader's own actions."""
        from inspections.models.plan import Plan

        if user.membership is None:
            return self.none()
        seen = Q(pk=None)
        if reads(user):
            seen |= Q(plan__in=Plan.objects.visible_to(user).values("pk"))
        if user.may(P.UPDATE_ACTIONS):
            seen |= led_by(user, "action__")
        return self.filter(seen)


class ReportQuerySet(PartQuerySet):
    """Progress reports; what is not approved is for those who make and approve them."""

    def visible_to(self, user: "User") -> PartQuerySet:
        """Those of plans in scope; a reader of board papers alone sees the approved ones."""
        rows = super().visible_to(user)
        if user.membership is None or user.may(P.MANAGE_PLANS) or user.may(P.APPROVE_PLANS):
            return rows
        return rows.filter(state=ReportState.APPROVED)

    def public(self) -> "ReportQuerySet":
        """Those anybody may download: approved, made for the public, of a published plan."""
        return self.filter(
            state=ReportState.APPROVED, audience="public", plan__published_at__isnull=False
        )


class BoardPartQuerySet(models.QuerySet):
    """Rows of a board, seen by whoever sees the board. `board_path` leads to it."""

    board_path = "board"

    def visible_to(self, user: "User") -> "BoardPartQuerySet":
        """Those of boards in the reader's scope."""
        from inspections.models.board import Board

        if not reads(user):
            return self.none()
        return self.filter(
            **{f"{self.board_path}__in": Board.objects.visible_to(user).values("pk")}
        )

    def kept_by(self, user: "User") -> "BoardPartQuerySet":
        """Those of boards this person may write."""
        from inspections.models.board import Board

        return self.filter(**{f"{self.board_path}__in": Board.objects.kept_by(user).values("pk")})


class OfMeetingQuerySet(BoardPartQuerySet):
    """Rows of a meeting."""

    board_path = "meeting__board"


class BoardQuerySet(models.QuerySet):
    """Boards, seen by readers of the own area and by the organisations of their members."""

    def visible_to(self, user: "User") -> "BoardQuerySet":
        """Those of the own area, and those the reader's organisation sits on."""
        from inspections.models.board import BoardMember

        if not reads(user):
            return self.none()
        assert user.membership is not None
        sits = BoardMember.objects.filter(
            Q(until=None) | Q(until__gte=today()),
            board=OuterRef("pk"),
            organisation_id=user.membership.organisation_id,
        )
        return self.filter(own_area(user) | Exists(sits))

    def kept_by(self, user: "User") -> "BoardQuerySet":
        """Those this person may write: an improvement manager of the area."""
        if user.membership is None or not user.may(P.MANAGE_PLANS):
            return self.none()
        return self.filter(own_area(user))


class OwnQuerySet(models.QuerySet):
    """What belongs to one person alone."""

    def visible_to(self, user: "User") -> "OwnQuerySet":
        """One's own, made for the organisation one acts for."""
        if user.membership is None:
            return self.none()
        return self.filter(owner=user.pk, organisation_id=user.membership.organisation_id)

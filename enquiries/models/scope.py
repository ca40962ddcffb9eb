"""Who may see which enquiry, specialist's question, template or answer."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import OuterRef, Q

from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import covers_of
from dco_portal.children.scope import involved
from enquiries.states import AnswerState, EnquiryState

if TYPE_CHECKING:
    from dco_portal.accounts.models import User


class EnquiryQuerySet(models.QuerySet):
    """Enquiries, seen by who answers them and by who asked.

    About a child, only those whom an `Involvement` gives a part; whoever asked sees what they wrote.
    Nobody sees one whose e-mail address was not confirmed.
    """

    def visible_to(self, user: "User") -> "EnquiryQuerySet":
        """What this person, acting for this organisation, may see."""
        if user.membership is None:
            return self.none()
        here = user.membership.organisation_id
        rows = self.exclude(state=EnquiryState.UNCONFIRMED)
        part = involved(user, case_id=OuterRef("pk"))
        in_case = Q(part) if part is not None else Q(pk=None)
        if user.may(P.TRIAGE):
            return rows.filter(Q(child=None) | in_case, icb_id=here)
        if not user.may(P.ASK_DCO):
            return self.none()
        mine = Q(asker=user.pk) | Q(asker__in=covers_of(user).values("absent"))
        if user.may(P.SEE_ORGANISATION_WORK):
            mine |= Q(child=None) | in_case
        return rows.filter(mine, asker_organisation_id=here)


class AskQuerySet(models.QuerySet):
    """Questions put to a specialist, seen by the DCO team and by whom they were put to."""

    def visible_to(self, user: "User") -> "AskQuerySet":
        """The team: those of the enquiries it sees. A provider: one's own, or the service's."""
        from enquiries.models.enquiry import Enquiry

        if user.membership is None:
            return self.none()
        if user.may(P.TRIAGE):
            return self.filter(enquiry__in=Enquiry.objects.visible_to(user).values("pk"))
        if not (user.may(P.ALLOCATE) or user.may(P.WRITE_ADVICE)):
            return self.none()
        rows = self.filter(service__provider_id=user.membership.organisation_id)
        if user.membership.service_id:
            rows = rows.filter(service_id=user.membership.service_id)
        if not user.may(P.ALLOCATE):
            rows = rows.filter(
                Q(person=None) | Q(person=user.pk) | Q(person__in=covers_of(user).values("absent"))
            )
        part = involved(user, case_id=OuterRef("pk"))
        return rows.filter(Q(enquiry__child=None) | (Q(part) if part is not None else Q(pk=None)))


class TeamQuerySet(models.QuerySet):
    """What belongs to the DCO team of an integrated care board."""

    def visible_to(self, user: "User") -> "TeamQuerySet":
        """The board's own, for its DCO team."""
        if user.membership is None or not user.may(P.TRIAGE):
            return self.none()
        return self.filter(icb_id=user.membership.organisation_id)


class AnswerQuerySet(TeamQuerySet):
    """Answers: the team sees all of its own, everybody those that are published."""

    def published(self) -> "AnswerQuerySet":
        """Those anybody may read."""
        return self.filter(state=AnswerState.PUBLISHED)

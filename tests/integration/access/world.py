"""The world of the access matrix: two areas alike, each with people of every role and cases at every stage."""

import datetime as dt

from django.core.files.base import ContentFile

from dco_portal.accounts.models import Membership, User
from dco_portal.accounts.roles import ROLES
from dco_portal.common.clock import now, today
from dco_portal.common.models import OutboxTask
from dco_portal.documents import actions as documents
from dco_portal.notifications.models import Notification
from dco_portal.organisations.models import OrganisationKind as K
from ehcp.actions import advice, checking, drafts, exceptions, imports, intake, notices, triage
from ehcp.models import AdviceRequest, Contribution
from tests.advice_samples import section_values
from tests.advice_scene import report
from tests.factories.accounts import (
    CoverFactory,
    InvitationFactory,
    PlaceDutyFactory,
    UserFactory,
    person,
)
from tests.factories.children import CarerFactory, ChildFactory, CommunicationNeedFactory
from tests.factories.notifications import NotificationFactory
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    PlaceFactory,
    PolicyFactory,
    ProviderFactory,
    SchoolFactory,
    ServiceFactory,
    VoluntaryFactory,
)
from tests.factories.work import SavedViewFactory
from tests.integration.access import (
    world_enquiries,
    world_gaps,
    world_inspections_boards,
    world_inspections_measures,
    world_inspections_mode,
    world_inspections_plans,
    world_inspections_progress,
    world_inspections_public,
    world_inspections_record,
    world_inspections_reports,
    world_local_offer,
    world_pages,
    world_practice,
    world_referrals,
)

CHILD_WORDS = ("Sentinella", "Quibblethorpe")
AT = {
    "dco": K.ICB, "dmo": K.ICB, "coordinator": K.ICB, "commissioner": K.ICB, "administrator": K.ICB, "ig_lead": K.ICB,
    "improvement_manager": K.ICB, "plan_approver": K.ICB, "board_member": K.ICB, "action_lead": K.ICB,
    "provider_lead": K.PROVIDER, "clinician": K.PROVIDER, "notifier": K.PROVIDER, "la_officer": K.LA,
    "lo_editor": K.LA, "senco": K.SCHOOL, "listing_owner": K.VOLUNTARY, "forum": K.VOLUNTARY,
}  # fmt: skip
# People beside the roles: a role alone does not open a case.
OTHERS = {
    "colleague": "a clinician of the same service who was not given the case",
    "other_trust": "the lead of another trust in the same area",
    "no_membership": "a person who signed in but has no part in any organisation",
}
WHO = [*ROLES, *OTHERS]
# Each feature furnishes the areas with its own records.
FEATURES = (
    world_local_offer,
    world_gaps,
    world_pages,
    world_practice,
    world_enquiries,
    world_referrals,
    world_inspections_record,
    world_inspections_mode,
    world_inspections_plans,
    world_inspections_progress,
    world_inspections_measures,
    world_inspections_reports,
    world_inspections_boards,
    world_inspections_public,
)


class Area:
    """One ICB with its authority, trust, school and forum, and what lies on their desks."""

    def __init__(self) -> None:
        self.icb = IcbFactory()
        self.la = LocalAuthorityFactory(icbs=[self.icb])
        self.trust = ProviderFactory()
        self.service = ServiceFactory(provider=self.trust, areas=[self.la])
        self.elsewhere = ServiceFactory(areas=[self.la])
        self.school = SchoolFactory(local_authority=self.la)
        self.forum = VoluntaryFactory(local_authority=self.la)
        PolicyFactory(key="ehc.sample_percent", organisation=self.icb, value=0)
        organisations = {
            K.ICB: self.icb, K.LA: self.la, K.PROVIDER: self.trust, K.SCHOOL: self.school, K.VOLUNTARY: self.forum,
        }  # fmt: skip
        self.people: dict[str, User] = {}
        for role in ROLES:
            service = self.service if role == "clinician" else None
            self.people[role] = person(role, organisations[AT[role]], service)
        self.people["colleague"] = person("clinician", service=self.service)
        self.people["other_trust"] = person("provider_lead", self.elsewhere.provider)
        self.people["no_membership"] = UserFactory()
        self._accounts()
        self._cases()
        self._intake()
        for part in FEATURES:
            part.furnish(self)

    def __getitem__(self, role: str) -> User:
        return self.people[role]

    def _accounts(self) -> None:
        self.place = PlaceFactory(icb=self.icb, local_authority=self.la)
        self.duty = PlaceDutyFactory(place=self.place, user=self["dco"])
        self.cover = CoverFactory(absent=self["dco"], stand_in=self["dmo"], organisation=self.icb)
        self.token = f"token-of-{self.icb.slug}"
        self.invitation = InvitationFactory(
            organisation=self.icb, invited_by=self["dco"], token=self.token
        )
        self.trust_invitation = InvitationFactory(
            organisation=self.trust, invited_by=self["provider_lead"], role="notifier"
        )
        self.view = SavedViewFactory(user=self["la_officer"])
        self.message = NotificationFactory(recipient=self["la_officer"])
        self.failed_task = OutboxTask.objects.create(
            task="common.heartbeat",
            object_id=self.icb.pk,
            next_try_at=now(),
            state=OutboxTask.State.FAILED,
        )
        self.failed_mail = NotificationFactory(
            recipient=self["dco"], state=Notification.State.FAILED
        )

    def _cases(self) -> None:
        self.received = self._request()
        self.unallocated = self._part()
        self.writing = self._part("allocate")
        self.signed = self._part("allocate", "sign")
        self.checking = self._part("allocate", "sign", "sign_off")
        self.sent = self._part("allocate", "sign", "sign_off", "send")
        self.not_known = self._part("say_not_known")
        self.let_off = self._part("withdraw")
        self.ended = triage.refuse(
            by=self["dco"], request=self._request(), reason="Incompatible with duties"
        )
        self.request = self.writing.request
        self.child = self.request.child
        self.carer = CarerFactory(child=self.child)
        self.need = CommunicationNeedFactory(child=self.child)
        self.pack = self.sent.request.packs.get()
        self.letter = self._letter()
        self.file = self._file("ehcp.request", self.request.pk)
        self.part_file = self._file("ehcp.contribution", self.writing.pk)
        self.exception = exceptions.record(
            by=self["provider_lead"], contribution=self.writing, exception=exception_code(self.request), facts="Snow",
            happened_from=today(), happened_to=today(), impractical_because="Roads closed", evidence_words="Photo",
        )  # fmt: skip

    def _intake(self) -> None:
        child = ChildFactory(
            home_la=self.la, icb=self.icb, given_name=CHILD_WORDS[0], family_name=CHILD_WORDS[1]
        )
        self.draft = drafts.begin(by=self["la_officer"])
        self.draft_file = self._file("ehcp.draft", self.draft.pk)
        self.notice = notices.open_notice(
            by=self["la_officer"],
            la=self.la,
            icb=self.icb,
            child=child,
            notice_on=today(),
            services=[self.service],
        )
        self.check = self.notice.checks.get()
        sheet = ContentFile(self.la.slug.encode(), "requests.csv")
        self.batch = imports.upload(by=self["la_officer"], upload=sheet)

    def _request(self) -> AdviceRequest:
        years = dt.timedelta(days=17 * 366)
        child = ChildFactory(
            home_la=self.la, icb=self.icb, born_on=today() - years, given_name=CHILD_WORDS[0],
            family_name=CHILD_WORDS[1],
        )  # fmt: skip
        return intake.submit(
            by=self["la_officer"], la=self.la, icb=self.icb, child=child, type="assessment",
            decided_on=today() - dt.timedelta(days=3), asked_on=today(), question="Advice on speech",
            reason="The school is worried", consent="given",
        )  # fmt: skip

    def _part(self, *steps: str) -> Contribution:
        """One service's part, led through these steps."""
        request = triage.split(
            by=self["coordinator"], request=self._request(), asks=[triage.Ask(self.service)]
        )
        part = request.contributions.get()
        for step in steps:
            getattr(self, f"_{step}")(part)
        return Contribution.objects.select_related("request__child").get(pk=part.pk)

    def _allocate(self, part: Contribution) -> None:
        advice.allocate(by=self["provider_lead"], contribution=part, clinician=self["clinician"])

    def _sign(self, part: Contribution) -> None:
        draft = part.versions.get()
        for section, values in section_values().items():
            draft.content[section] = {**values, **({"last": 1} if "rows" in values else {})}
        draft.save()
        advice.sign(by=self["clinician"], contribution=part, lock=draft.lock)

    def _sign_off(self, part: Contribution) -> None:
        checking.sign_off(by=self["provider_lead"], contribution=part, version=1)

    def _send(self, part: Contribution) -> None:
        checking.send(by=self["coordinator"], contribution=part, version=1)

    def _say_not_known(self, part: Contribution) -> None:
        advice.say_not_known(
            by=self["provider_lead"],
            contribution=part,
            searched="Records",
            next_route="Health visitor",
        )

    def _withdraw(self, part: Contribution) -> None:
        triage.withdraw_contribution(
            by=self["coordinator"], contribution=part, reason="Asked by mistake"
        )

    def _file(self, kind: str, owner) -> object:
        return documents.attach(
            by=self["la_officer"], upload=report(), owner_kind=kind, owner_id=owner
        )

    def _letter(self):
        from dco_portal.documents.models import Document

        return Document.objects.get(owner_kind="ehcp.request", owner_id=self.ended.pk)

    def member(self, role: str) -> Membership:
        """The membership of the person of this role."""
        return self.people[role].memberships.get()


def exception_code(request: AdviceRequest) -> str:
    """A lawful exception of the request's rule that needs judgement only."""
    from ehcp.rules.exceptions import lawful

    return next(code for code, _ in lawful(request) if code[-1] not in "bc")


class World:
    """`own` and `other`: two areas with nothing in common."""

    def __init__(self) -> None:
        self.own, self.other = Area(), Area()

"""An area with a rehearsal under way, a child with papers of every kind, and people with and without a part."""

import datetime as dt

from dco_portal.children import actions as children
from dco_portal.common.clock import now
from dco_portal.documents import actions as documents
from dco_portal.documents.models import Attachment
from enquiries.models import Enquiry
from enquiries.models import Message as EnquiryMessage
from enquiries.models import StateChange as EnquiryChange
from inspections.actions import mode, tracked
from inspections.models import Exercise, InspectorRequest, TrackedChild
from inspections.queries.areas import Area
from referrals.actions import sending
from tests.advice_scene import Scene, report
from tests.factories.accounts import person
from tests.factories.inspections import ExerciseFactory
from tests.referrals_scene import BORN, lawful_data

HOUR = dt.timedelta(hours=1)


class ModeScene(Scene):
    """`dco` has a part in `child`'s case; `manager` runs inspections in the area without one."""

    def __init__(self) -> None:
        super().__init__(services=1)
        self.manager = person("improvement_manager", self.la)
        self.area = Area(self.la, self.icb)
        self.exercise: Exercise = ExerciseFactory(
            la=self.la,
            icb=self.icb,
            began_on=now().date() - dt.timedelta(days=1),
            begun_by=self.dco,
        )

    def track(self, child=None) -> TrackedChild:
        child = child or self.child
        return tracked.track(by=self.dco, exercise_id=self.exercise.pk, child_id=child.pk)

    def log(self, by=None, **changes) -> InspectorRequest:
        values = {"what": "The plan of Child A", "asked_at": now() - HOUR, **changes}
        return mode.log(by=by or self.dco, exercise_id=self.exercise.pk, **values)

    def advise(self) -> None:
        """The advice is written, signed and sent; a file goes with the request."""
        self.to_checking()
        self.send()

    def attach(self, name: str = "school report.pdf", **changes) -> Attachment:
        """A file of the request."""
        upload = report()
        upload.name = name
        return documents.attach(
            by=self.officer, upload=upload, owner_kind="ehcp.request", owner_id=self.request.pk,
            child_id=self.child.pk, **changes,
        )  # fmt: skip

    def enquire(self, text: str = "May Rowan have therapy?", answer: str = "Yes, from March.") -> Enquiry:  # fmt: skip
        """A school's enquiry about the child with an answer and a note of the team."""
        enquiry = Enquiry.objects.create(
            reference=f"ENQ-2026-{Enquiry.objects.count():06d}", icb=self.icb, la=self.la, asker=self.officer,
            asker_organisation=self.la, asker_role="la", topic="child", subject="Therapy at school", text=text,
            child=self.child, state="open",
        )  # fmt: skip
        for user, kind, words in (
            (self.officer, "from_asker", "Another word"), (self.dco, "reply", answer), (self.dco, "note", "Inside words"),
        ):  # fmt: skip
            EnquiryMessage.objects.create(enquiry=enquiry, kind=kind, author=user, organisation=user.organisation, text=words)  # fmt: skip
        EnquiryChange.objects.create(enquiry=enquiry, by=self.dco, to_state="open")
        children.involve(
            by=self.dco, child=self.child, organisation=self.icb, case_kind="enquiries.enquiry", case_id=enquiry.pk,
            reason="Answers it",
        )  # fmt: skip
        return enquiry


def notified(scene: ModeScene):
    """A notification of a young child of the same area, with the child."""
    clinician = scene.clinician
    data = lawful_data(
        scene.la, scene.services[0].provider, authority={"la_why": "The family said so"},
        child={"born_on": now().date() - BORN, "postcode": ""},
    )  # fmt: skip
    return sending.send(by=clinician, data=data, shown=[], again_because="")

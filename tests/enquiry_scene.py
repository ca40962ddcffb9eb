"""What the tests of enquiries share: an area with its people, and enquiries asked in it."""

from typing import Any

from dco_portal.audit.models import AuditEvent
from dco_portal.children.models import Child, Involvement
from dco_portal.common.models import OutboxTask
from dco_portal.documents.models import Attachment
from dco_portal.gaps.models import GapSource
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from enquiries.actions import asking, tell
from enquiries.models import (
    Answer,
    AnswerVersion,
    Enquiry,
    Message,
    PrivateLink,
    Signpost,
    SpecialistAsk,
    StateChange,
    Template,
)
from tests.factories.accounts import person
from tests.factories.children import ChildFactory
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    PlaceFactory,
    ProviderFactory,
    SchoolFactory,
    ServiceFactory,
)
from tests.kept import Kept

CHILD = ("Wilhelmina", "Quillfeather")
PARENT = "parent@family.example"


class Scene(metaclass=Kept):
    """One board with its authority, school, a service and their people; an enquiry from the school."""

    def __init__(self) -> None:
        self.icb = IcbFactory()
        self.la = LocalAuthorityFactory(icbs=[self.icb], telephone="01905 000000")
        self.place = PlaceFactory(icb=self.icb, local_authority=self.la)
        self.trust = ProviderFactory(
            complaints_contact="Complaints team, 01905 000001", pals_contact="PALS, 01905 000002"
        )
        self.service = ServiceFactory(provider=self.trust, areas=[self.la])
        self.school = SchoolFactory(local_authority=self.la)
        self.dco = person("dco", self.icb)
        self.coordinator = person("coordinator", self.icb)
        self.officer = person("la_officer", self.la)
        self.senco = person("senco", self.school)
        self.lead = person("provider_lead", self.trust)
        self.clinician = person("clinician", service=self.service)
        self.child = ChildFactory(
            home_la=self.la, icb=self.icb, given_name=CHILD[0], family_name=CHILD[1]
        )

    def enquiry(self, **values: Any) -> Enquiry:
        """One from the school's SENCO."""
        return ask(self.senco, self, **values)


def words(**changes: Any) -> dict[str, Any]:
    """What the second page gives."""
    return {
        "subject": "Gastrostomy feeding at school", "text": "Who trains our staff to give feeds?",
        "tried": ["school", "service"], "tried_other": "The nurse was not sure.", **changes,
    }  # fmt: skip


def ask(
    by: Any,
    area: Any,
    *,
    topic: str = "medical",
    urgency: str = "routine",
    child_details: bool = False,
    **changes: Any,
) -> Enquiry:
    """An enquiry by somebody with an account."""
    details = (
        {"given_name": CHILD[0], "family_name": CHILD[1], "born_on": area.child.born_on}
        if child_details
        else {}
    )
    role = {"senco": "school", "la_officer": "la"}.get(by.membership.role, "clinician")
    enquiry = asking.submit(
        by=by, icb=area.icb, la=area.la, place=getattr(area, "place", None), role=role, topic=topic, urgency=urgency,
        values=words(**details, **changes),
    )  # fmt: skip
    return Enquiry.objects.get(pk=enquiry.pk)


def ask_without_account(
    area: Any, *, confirmed: bool = False, email: str = PARENT, **changes: Any
) -> Enquiry:
    """An enquiry by a parent; confirmed by a link of its own."""
    enquiry = asking.submit(
        by=None, icb=area.icb, la=area.la, role="parent", topic="health_info", urgency="routine",
        values=words(name="Petra Quillfeather", email=email, **changes),
    )  # fmt: skip
    if confirmed:
        asking.confirm(token=tell.give_link(enquiry, "confirm_days"))
    return Enquiry.objects.get(pk=enquiry.pk)


WRITTEN = (
    Enquiry, Message, StateChange, PrivateLink, SpecialistAsk, Template, Answer, AnswerVersion, Signpost, Child, Involvement,
    WorkItem, Notification, AuditEvent, OutboxTask, Attachment, GapSource,
)  # fmt: skip


def everything() -> dict[str, list]:
    """All rows that actions of this app write, column by column, to prove that nothing remains."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in WRITTEN}


def step_of(thing: Any, organisation: Any) -> str:
    """The open step of an object in an organisation's worklist; "" when it is not in it."""
    item = WorkItem.objects.filter(object_id=thing.pk, organisation=organisation).first()
    return item.step if item and item.state == "open" else ""

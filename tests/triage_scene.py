"""What the tests of the DCO team's desk share: a request just received, counts of everything written."""

import datetime as dt

from dco_portal.audit.models import AuditEvent
from dco_portal.children.models import Involvement
from dco_portal.common.clock import today
from dco_portal.common.models import OutboxTask
from dco_portal.documents.models import Document
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from ehcp.actions import intake
from ehcp.models import AdviceRequest, Contribution, LawfulException, Message, StateChange
from tests.advice_scene import Scene

DAY = dt.timedelta(days=1)


def ask(scene: Scene, **changes) -> AdviceRequest:
    """One more request of the scene's LA for its child, just received."""
    values = {
        "by": scene.officer, "la": scene.la, "icb": scene.icb, "child": scene.child, "type": "assessment",
        "decided_on": today() - 3 * DAY, "asked_on": today(), "question": "Advice on movement",
        "reason": "The family asked", "consent": "given", **changes,
    }  # fmt: skip
    return intake.submit(**values)


def age(request: AdviceRequest, days: int) -> AdviceRequest:
    """The request as if it had come that many days earlier, with every date of it and its parts."""
    shift = dt.timedelta(days=days)
    fields = ("decided_on", "asked_on", "received_on", "clock_start", "due_on", "service_date")
    moved = {field: getattr(request, field) - shift for field in fields}
    AdviceRequest.objects.filter(pk=request.pk).update(**moved)
    request.contributions.update(due_on=moved["due_on"], service_date=moved["service_date"])
    return AdviceRequest.objects.get(pk=request.pk)


WRITTEN = (
    AdviceRequest, Contribution, StateChange, Message, LawfulException, Involvement, WorkItem, Notification,
    AuditEvent, OutboxTask, Document,
)  # fmt: skip


def everything() -> dict[str, list]:
    """All rows that actions of this app write, column by column, to prove that nothing remains."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in WRITTEN}


def step_of(thing, organisation) -> str:
    """The open step of an object in an organisation's worklist; "" when it is not in it."""
    item = WorkItem.objects.filter(object_id=thing.pk, organisation=organisation).first()
    return item.step if item and item.state == "open" else ""

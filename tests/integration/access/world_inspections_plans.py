"""What the access matrix needs of inspections (plans) in each area."""

from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from dco_portal.common.clock import today
from dco_portal.documents.models import Attachment
from inspections.actions import imports, together, versions
from tests.advice_scene import report
from tests.factories import inspections as make
from tests.factories.organisations import VoluntaryFactory

ROWS = b"Ref,Action,By when\n1.2,Train everybody,31/03/2027\n"


def furnish(area: Any) -> None:
    """Adds a plan with two priorities, partners, co-production, a version put before a body, and a file read."""
    manager = area["improvement_manager"]
    plan = make.PlanFactory(la=area.la, icb=area.icb)
    priority = make.PriorityFactory(plan=plan, number=1)
    make.PriorityFactory(plan=plan, number=2)
    action = make.ActionFactory(priority=priority, number="1.1")
    partner = together.add_partner(by=manager, plan_id=plan.pk, organisation=VoluntaryFactory(), part="Parents")  # fmt: skip
    noted = together.note_co_production(
        by=manager, plan_id=plan.pk, on=today(), who="Parents", what="Read it"
    )
    version = versions.draw(by=manager, plan_id=plan.pk, note="The first")
    approval = versions.submit(
        by=manager, version_id=version.pk, body="cabinet", submitted_on=today(), upload=report()
    )
    upload = SimpleUploadedFile("plan.csv", ROWS)
    area.planned = SimpleNamespace(
        plan=plan, priority=priority, action=action, partner=partner, noted=noted, version=version, approval=approval,
        file=Attachment.objects.get(owner_id=approval.pk),
        sheet=imports.upload(by=manager, plan_id=plan.pk, upload=upload),
    )  # fmt: skip

"""What the access matrix needs of inspections (reports) in each area."""

from types import SimpleNamespace
from typing import Any

from dco_portal.common.clock import now, today
from inspections.actions import bundles, reports
from inspections.models import Bundle
from tests.factories import inspections as make


def furnish(area: Any) -> None:
    """Adds a published plan with a report that waits, one for the public that is approved, and two bundles."""
    manager = area["improvement_manager"]
    plan = make.PlanFactory(la=area.la, icb=area.icb, published_at=now())
    make.EvidenceFactory(plan=plan)
    period = {"plan_id": plan.pk, "starts_on": today(), "ends_on": today()}
    done = reports.make(by=manager, audience="public", **period)
    packed = bundles.ask(by=manager, plan_id=plan.pk)
    bundles.pack(bundle_id=packed.pk)
    failed = bundles.ask(by=manager, plan_id=plan.pk)
    Bundle.objects.filter(pk=failed.pk).update(failed_words="It stopped.")
    area.reports = SimpleNamespace(
        plan=plan,
        done=reports.approve(by=area["plan_approver"], report_id=done.pk),
        waiting=reports.make(by=manager, audience="board", **period),
        packed=Bundle.objects.get(pk=packed.pk),
        failed=failed,
    )

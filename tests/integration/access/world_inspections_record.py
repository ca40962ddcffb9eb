"""What the access matrix needs of inspections (record) in each area."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from dco_portal.common.clock import today
from inspections.actions import clocks, findings, readiness, record
from inspections.models import Inspection, ReadinessItem
from tests.advice_scene import report

NOTHING: dict[str, Any] = dict.fromkeys(
    ("expected_from", "expected_until", "announced_on", "began_on", "ended_on", "follows")
) | {"month_only": False, "summary": ""}  # fmt: skip


def begin(by: Any, area: Any, **changes: Any) -> Inspection:
    """An inspection of 2023's framework that waits for its report, unless changed."""
    began = today() - dt.timedelta(days=60)
    values = {**NOTHING, "framework": "area_send_2023", "state": "awaiting", "began_on": began}
    return record.begin(by=by, la=area.la, icb=area.icb, **(values | changes))


def conclude(by: Any, inspection: Inspection, **changes: Any) -> Inspection:
    """Its report: systemic failings, received 30 days ago, unless changed."""
    values = {
        "outcome": "systemic", "outcome_words": "There are widespread failings.", "report_url": "https://x.example/1",
        "received_on": today() - dt.timedelta(days=30), "reported_on": None,
    }  # fmt: skip
    return record.set_outcome(by=by, inspection_id=inspection.pk, **(values | changes))


def furnish(area: Any) -> None:
    """Adds a reported and a public inspection, a finding, deferral, dates and readiness under `area.inspected`."""
    manager = area["improvement_manager"]
    reported = conclude(manager, begin(manager, area))
    public = begin(manager, area, state="under_way")
    record.add_report(by=manager, inspection_id=public.pk, upload=report())
    public = record.publish(by=manager, inspection_id=public.pk)
    finding = findings.add(
        by=manager, inspection_id=reported.pk, kind="priority_action", text="Advice comes late.", is_summary=False, page=4,
    )  # fmt: skip
    deferral = findings.defer(
        by=manager, inspection_id=reported.pk, due_on=dt.date(2025, 1, 1), until=None, month_only=True,
        reason="Snow", source_url="",
    )  # fmt: skip
    default, duty = (reported.clocks.get(rule=code) for code in ("INSP-PAP-35WD", "INSP-PAP"))
    begun = begin(manager, area, began_on=today() - dt.timedelta(days=2000))
    done = conclude(manager, begun, outcome="positive", reported_on=today()).clocks.get(
        rule="INSP-STRATPLAN"
    )
    clocks.mark_done(by=manager, clock_id=done.pk, done_on=today())
    readiness.start(by=manager, la=area.la, icb=area.icb)
    item, spare = ReadinessItem.objects.filter(la=area.la, live_key="").order_by("number")[:2]
    item = readiness.add_version(
        by=manager, item_id=item.pk, upload=report(), dated=today(), version="1", link="", review_on=None
    )  # fmt: skip
    readiness.set_not_needed(by=manager, item_id=spare.pk, reason="Another area keeps it")
    file = area_file(item)
    area.inspected = SimpleNamespace(
        reported=reported, public=public, finding=finding, deferral=deferral, default=default, duty=duty, done=done,
        item=item, spare=spare, file=file,
    )  # fmt: skip


def area_file(item: ReadinessItem) -> Any:
    """The item's file."""
    from dco_portal.documents.models import Attachment

    return Attachment.objects.get(owner_id=item.pk)

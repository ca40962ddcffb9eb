"""What the access matrix needs of inspections (mode) in each area."""

from typing import Any

from django.core.files.base import ContentFile

from dco_portal.common.clock import now, today
from inspections.actions import lists, mode, tracked
from inspections.queries.areas import Area


def furnish(area: Any) -> None:
    """A rehearsal with a request and a tracked child, its bundle, and the officer's list check."""
    by = area["dco"]
    area.exercise = mode.begin(
        by=by, area=Area(area.la, area.icb), kind="rehearsal", title="Rehearsal", began_on=today()
    )
    area.tracked = tracked.track(by=by, exercise_id=area.exercise.pk, child_id=area.child.pk)
    area.inspector_request = mode.log(
        by=by, exercise_id=area.exercise.pk, what="Documents of Child A", asked_at=now(), tracked=area.tracked
    )  # fmt: skip
    area.child_bundle = tracked.bundle(by=by, tracked_id=area.tracked.pk)
    content = ContentFile(f"UPN\n{area.la.slug}".encode(), "list.csv")
    area.list_check = lists.upload(by=area["la_officer"], upload=content, which=1)

"""What the access matrix needs of gaps in each area."""

import uuid
from typing import Any

from dco_portal.common.clock import today
from dco_portal.gaps import actions
from dco_portal.gaps.queries import Filters


def furnish(area: Any) -> None:
    """Two lines, one merged into the other, and a report."""
    common = {
        "kind": "enquiry",
        "organisation": area.icb,
        "local_authority": area.la,
        "on": today(),
    }
    area.gap, area.gap_merged = (
        actions.push(source_id=uuid.uuid4(), service_kind="audiology", theme=theme, **common).line
        for theme in ("waiting", "capacity")
    )
    actions.merge(by=area["dco"], line_id=area.gap_merged.pk, into_id=area.gap.pk)
    area.gap_report = actions.ask_report(by=area["commissioner"], filters=Filters(), words=["All"])

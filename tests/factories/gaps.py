"""Sources of the gap log, counted as features count them."""

import uuid
from typing import Any

from dco_portal.common.clock import today
from dco_portal.gaps import actions
from dco_portal.gaps.models import GapSource
from tests.factories.organisations import IcbFactory


def source(**fields: Any) -> GapSource:
    """An enquiry of today about waiting for audiology, of a fresh ICB."""
    given = {
        "kind": "enquiry",
        "source_id": uuid.uuid4(),
        "service_kind": "audiology",
        "theme": "waiting",
        "on": today(),
        **fields,
    }
    if "organisation" not in given:
        given["organisation"] = IcbFactory()
    return actions.push(**given)

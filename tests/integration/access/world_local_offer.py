"""What the access matrix needs of local offer in each area."""

from typing import Any

from tests.factories.local_offer import LocationFactory, ServiceFactory


def furnish(area: Any) -> None:
    """Adds records to an area, as attributes the lines can name."""
    area.listing = ServiceFactory(
        local_authority=area.la,
        owner=area.forum,
        terms=["need/semh"],
        locations=[LocationFactory()],
    )

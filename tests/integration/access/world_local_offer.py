"""What the access matrix needs of local offer in each area."""

from typing import Any

from local_offer.models import HarvestSource
from tests.factories.local_offer import LocationFactory, ServiceFactory
from tests.integration.access import world_local_offer_desk, world_local_offer_families


def furnish(area: Any) -> None:
    """Adds records to an area, as attributes the lines can name."""
    area.listing = ServiceFactory(
        local_authority=area.la,
        owner=area.forum,
        terms=["need/semh"],
        locations=[LocationFactory()],
    )
    source = HarvestSource.objects.create(
        local_authority=area.la, name="Another directory", key=f"feed-{area.la.slug}", url="https://feed.example"
    )  # fmt: skip
    term = {"name": "Their term", "taxonomy": "Theirs", "entries": 1}
    area.harvest = source.runs.create(state="ready", unknown_terms={"t": term})
    area.harvest_row = area.harvest.rows.create(number=1, external_id="1", kind="new", name="There")
    world_local_offer_desk.furnish(area)
    world_local_offer_families.furnish(area)

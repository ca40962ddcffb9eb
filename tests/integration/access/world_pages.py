"""What the access matrix needs of pages in each area."""

from typing import Any

from dco_portal.documents import actions as documents
from dco_portal.pages.actions import leaflets, pages, publications
from tests.factories.accounts import person
from tests.factories.pages import draft, paper, published


def furnish(area: Any) -> None:
    """A page in each state, one of the place's own, publications, and the place's leaflet."""
    # Two of the team beside those of the matrix, who may then approve what these wrote.
    writer, second = person("coordinator", area.icb), person("dco", area.icb)
    area.page_draft = draft(by=writer)
    area.page_waiting = draft(by=writer)
    pages.submit(by=writer, page_id=area.page_waiting.pk)
    area.page_public = published(by=writer, second=second)
    area.page_place = published(by=writer, second=second, place=area.place)
    area.page_gone = published(by=writer, second=second)
    pages.withdraw(by=writer, page_id=area.page_gone.pk, reason="Out of date")
    area.paper = paper(by=writer, second=second)
    area.paper_version = area.paper.versions.get()
    area.paper_waiting = paper(by=writer)
    area.paper_gone = paper(by=writer, second=second)
    publications.withdraw(by=writer, publication_id=area.paper_gone.pk, reason="Out of date")
    area.leaflet = leaflets.make(by=writer, place_id=area.place.pk)
    documents.render(document_id=area.leaflet.pk)

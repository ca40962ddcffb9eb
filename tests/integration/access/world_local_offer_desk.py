"""What lies on the desk of an area's Local Offer: a change, offers, an upload, what is covered and what is not."""

from typing import Any

from django.core.files.base import ContentFile

from local_offer.actions import coverage, imports, owning, proposals, schedule2, terms
from local_offer.models import Item, Synonym, Taxonomy
from tests.factories.local_offer import ServiceFactory


def furnish(area: Any) -> None:
    """Adds the records to an area that has its listing."""
    owner, editor = area["listing_owner"], area["lo_editor"]
    area.change = proposals.begin(by=owner, service_id=area.listing.pk)
    area.offer = owning.offer(by=owner, service_id=area.listing.pk, to=area.school)
    orphan = ServiceFactory(local_authority=area.la)
    area.offer_in = owning.offer(by=editor, service_id=orphan.pk, to=area.forum)
    upload = ContentFile(area.la.slug.encode(), "entries.csv")
    area.listing_import = imports.upload(by=editor, authority=area.la, upload=upload)
    area.health_gap = coverage.explain(
        by=editor, service_id=area.elsewhere.pk, authority_id=area.la.pk, reason="Being written"
    )
    schedule2.ensure(by=None)
    area.item = Item.objects.get(number="9")
    area.law_cover = schedule2.cover(
        by=editor, item_id=area.item.pk, authority_id=area.la.pk, kind="gap", reason="Being written"
    )  # fmt: skip
    area.coverage_paper = schedule2.ask_report(by=editor, authority_id=area.la.pk)
    area.synonym, _ = Synonym.objects.get_or_create(said=f"word of {area.la.slug}", meant="speech")
    need = Taxonomy.objects.get(code="need")
    area.own_term = terms.add_term(by=editor, taxonomy=need, name=area.la.slug, description="Ours")

"""What the public reads: published versions of pages that are not withdrawn; publications; places."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Prefetch, Q, QuerySet

from dco_portal.common.diagrams import Diagram
from dco_portal.organisations import queries as areas
from dco_portal.organisations.models import (
    Organisation,
    OrganisationKind,
    Place,
    ProviderService,
)
from dco_portal.pages import markdown, states
from dco_portal.pages.models import (
    Block,
    GuidancePage,
    PageVersion,
    Publication,
    PublicationVersion,
    Section,
)
from dco_portal.pages.states import VersionState

GLOSSARY = "glossary"
FOUND = 20


@dataclass(frozen=True)
class Link:
    """A published page as a list shows it."""

    slug: str
    place: str
    title: str
    summary: str
    section: str


def published() -> QuerySet[PageVersion]:
    """Versions anybody may read, with their pages."""
    return PageVersion.objects.filter(
        state=VersionState.PUBLISHED, page__withdrawn_at=None
    ).select_related("page__place", "page__organisation")


def page(slug: str, place: str = "") -> PageVersion | None:
    """The published version of a page for everybody, or of one place's own."""
    rows = published().filter(page__slug=slug)
    rows = rows.filter(page__place__slug=place) if place else rows.filter(page__place=None)
    return rows.first()


def withdrawn(slug: str, place: str = "") -> GuidancePage | None:
    """A page that was public once and was withdrawn."""
    rows = GuidancePage.objects.filter(slug=slug).exclude(withdrawn_at=None).exclude(reviewed_on=None)  # fmt: skip
    return (rows.filter(place__slug=place) if place else rows.filter(place=None)).first()


def places_with(slug: str) -> list[Place]:
    """Places that have their own version of a page."""
    rows = published().filter(page__slug=slug).exclude(page__place=None)
    return [row.page.place for row in rows.order_by("page__place__name") if row.page.place]


def index(place: Place | None = None) -> dict[str, list[Link]]:
    """Published pages by section in the sections' order, for everybody or one place's own."""
    rows = published().filter(page__place=place).order_by("title", "pk")
    found: dict[str, list[Link]] = {label: [] for label in Section.labels}
    for row in rows:
        found[row.page.get_section_display()].append(_link(row))
    return {label: links for label, links in found.items() if links}


def _link(row: PageVersion) -> Link:
    place = row.page.place.slug if row.page.place else ""
    return Link(row.page.slug, place, row.title, row.summary, row.page.section)


def search(words: str) -> list[Link]:
    """Published pages that hold these words, the best first; 20 at most."""
    query = SearchQuery(words.replace("\0", " "), search_type="websearch", config="english")
    rows = published().filter(page__search=query)
    rank = SearchRank(F("page__search"), query)
    return [_link(row) for row in rows.annotate(rank=rank).order_by("-rank", "pk")[:FOUND]]


def glossary() -> list[markdown.Entry]:
    """The glossary's terms in the order of the alphabet; none while it is not published."""
    rows = published().filter(page__place=None, page__block=Block.GLOSSARY)
    row = rows.order_by("page__slug").first()
    return markdown.entries(row.body) if row else []


def meaning(term: str) -> markdown.Entry | None:
    """A term's entry, by its anchor such as "ehc-plan" or by its words, for a tip on another page."""
    wanted = term.casefold()
    return next((e for e in glossary() if wanted in {e.id, e.term.casefold()}), None)


def terms_like(words: str, limit: int = 5) -> list[markdown.Entry]:
    """Glossary terms that hold these words in their heading."""
    wanted = words.casefold().strip()
    return [e for e in glossary() if wanted and wanted in e.term.casefold()][:limit]


def providers(place: Place | None = None) -> list[Any]:
    """Health providers with their present services (`services_here`), of a place or of all, by name."""
    services = ProviderService.objects.filter(closed_on=None).order_by("name")
    if place is not None:
        services = services.filter(areas=place.local_authority_id)
    rows = Organisation.objects.filter(kind=OrganisationKind.PROVIDER, closed_on=None)
    if place is not None:
        rows = rows.filter(pk__in=services.values("provider"))
    here = Prefetch("services", services.prefetch_related("areas"), to_attr="services_here")
    return list(rows.order_by("name").prefetch_related(here))


def commissioners() -> list[Organisation]:
    """ICBs, for their complaints routes."""
    rows = Organisation.objects.filter(kind=OrganisationKind.ICB, closed_on=None)
    return list(rows.order_by("name"))


def places() -> list[Place]:
    """Every place with its ICB and authority, by name."""
    return list(Place.objects.select_related("icb", "local_authority"))


@dataclass(frozen=True)
class Who:
    """Whose DCO somebody asked for. `places` holds one when it is certain, several to choose from.

    `outside` says that the postcode also or only lies in an area that this portal does not serve;
    `understood` that the words were a postcode, an authority or a place at all.
    """

    places: tuple[Place, ...] = ()
    outside: bool = False
    understood: bool = False


def who(text: str) -> Who:
    """The places that a postcode, its district, an authority's or a place's name belongs to.

    A postcode decides by authority, and by ICB where its row says so (one authority may lie in
    several). When nothing is certain all that may be are given: never a guess.
    """
    words = " ".join(text.replace("\0", " ").split())[:120]
    area = areas.area_of(words)
    if area.known:
        rows = Place.objects.filter(local_authority__in=area.candidates)
        if area.icb is not None:
            rows = rows.filter(icb=area.icb)
        found = tuple(rows.select_related("icb", "local_authority"))
        return Who(found, outside=area.elsewhere or not found, understood=True)
    if len(words) < 3:
        return Who()
    named = Place.objects.filter(
        Q(name__icontains=words)
        | Q(local_authority__name__icontains=words)
        | Q(local_authority__short_name__icontains=words)
    )
    rows = named.select_related("icb", "local_authority")
    exact = [row for row in rows if words.casefold() in _names(row)]
    if not exact and not rows:
        return _by_town(words)
    return Who(tuple(exact or rows), understood=True)


def _names(place: Place) -> set[str]:
    authority = place.local_authority
    return {name.casefold() for name in (place.name, authority.name, authority.short_name) if name}


def _by_town(words: str) -> Who:
    """The places of the counties in which towns of this name lie."""
    counties = {town.county.casefold() for town in areas.find_towns(words) if town.county}
    found = [
        place for place in places() if any(county in " ".join(_names(place)) for county in counties)
    ]
    return Who(tuple(found), outside=bool(counties) and not found, understood=bool(counties))


def publications(*, kind: str = "", place: str = "") -> list[Publication]:
    """Publications with a published file (`now_public`) and those before it (`earlier`), by kind and title."""
    shown = PublicationVersion.objects.select_related("file").order_by("-number")
    rows = Publication.objects.filter(
        withdrawn_at=None, versions__state=VersionState.PUBLISHED
    ).select_related("organisation", "place")
    if kind:
        rows = rows.filter(kind=kind)
    if place:
        rows = rows.filter(Q(place__slug=place) | Q(place=None, organisation__places__slug=place))
    return list(
        rows.order_by("kind", "title", "pk").prefetch_related(
            Prefetch("versions", shown.filter(state=VersionState.PUBLISHED), to_attr="now_public"),
            Prefetch("versions", shown.filter(state=VersionState.SUPERSEDED), to_attr="earlier"),
        )
    )


def public_file(version_id: uuid.UUID) -> PublicationVersion | None:
    """A file that anybody may read: published, or superseded and kept, of what is not withdrawn."""
    return (
        PublicationVersion.objects.filter(
            pk=version_id,
            state__in=[VersionState.PUBLISHED, VersionState.SUPERSEDED],
            publication__withdrawn_at=None,
        )
        .select_related("file")
        .first()
    )


def diagrams() -> list[Diagram]:
    """This app's table of states, for the command that draws them."""
    return [
        Diagram(
            "page-version",
            {str(state.value): str(state.label) for state in states.VersionState},
            {str(key): frozenset(map(str, value)) for key, value in states.MOVES.items()},
            str(states.START),
            frozenset(map(str, states.ENDS)),
        )
    ]

"""Rows of a reading: each service of the feed as an entry, beside what we have. The calling action audits."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Max

from dco_portal.common import grid
from dco_portal.organisations.models import Postcode
from local_offer.models import HarvestedEntry, HarvestRow, HarvestRun, Service
from local_offer.queries import harvest as queries
from local_offer.queries import terms
from local_offer.queries.content import PREFETCH, read
from local_offer.queries.difference import changes
from local_offer.rules.harvest import mapping
from local_offer.rules.harvest.mapping import Known, Mapped
from local_offer.rules.harvest.text import Row, Unusable, external_id, plain

Kind, Choice = HarvestRow.Kind, HarvestRow.Choice
MOST_UNKNOWN = 200
SETTLED = (Service.State.CLOSED, Service.State.ARCHIVED)


class Stage:
    """Puts what was read into a reading's rows, with as many queries for a page as for one row."""

    def __init__(self, run: HarvestRun) -> None:
        self.run, self.source = run, run.source
        by_id, by_name, taxonomy_of = queries.term_names()
        matched = {there: ours for there, ours in run.source.term_map.items() if ours}
        self.known = Known(
            namespace=run.source.pk, by_id={**by_id, **matched}, by_name=by_name,
            authorities=queries.authority_names(), taxonomy_of=taxonomy_of,
        )  # fmt: skip
        self.names, self.taxonomies = terms.names(), terms.taxonomies()
        self.last = run.rows.aggregate(last=Max("number"))["last"] or 0

    def page(self, items: Iterable[Any], *, whole: bool) -> int:
        """Add a page's services; how many were not there before. Briefly listed ones wait to be read whole."""
        rows: dict[str, tuple[HarvestRow, Row | None]] = {}
        for item in items:
            self.last += 1
            row = HarvestRow(run=self.run, number=self.last, kind=Kind.PENDING)
            try:
                row.external_id = external_id(item)
            except Unusable as error:
                row.external_id = f"row {self.last}"
                self._refuse(row, str(error))
                item = None
            rows.setdefault(row.external_id, (row, item))
        there = self.run.rows.filter(external_id__in=list(rows))
        for known in there.values_list("external_id", flat=True):
            del rows[known]
        ready = [
            (row, item) for row, item in rows.values() if item and (whole or mapping.whole(item))
        ]
        for row, item in rows.values():
            if item:
                row.name = plain(item.get("name"), 200)
        self._fill(ready)
        self.run.rows.bulk_create([row for row, _ in rows.values()])
        return len(rows)

    def details(self, read_whole: list[tuple[HarvestRow, Row | str]]) -> None:
        """Fill rows that waited: with the whole service, or with the sentence that says why not."""
        for row, answer in read_whole:
            if isinstance(answer, str):
                self._refuse(row, answer)
        self._fill([(row, answer) for row, answer in read_whole if not isinstance(answer, str)])
        fields = ["name", "kind", "mapped", "notes", "changes", "choice", "service"]
        self.run.rows.bulk_update([row for row, _ in read_whole], fields)

    def _refuse(self, row: HarvestRow, why: str) -> None:
        row.kind, row.notes, row.choice = Kind.INVALID, [why], Choice.KEEP

    def _fill(self, pairs: list[tuple[HarvestRow, Row]]) -> None:
        found: list[tuple[HarvestRow, Mapped]] = []
        for row, item in pairs:
            try:
                mapped = mapping.read({**item, "id": row.external_id}, self.known)
            except Unusable as error:
                self._refuse(row, str(error))
                continue
            row.name, row.notes = mapped.name, mapped.notes
            self._note_unknown(mapped)
            found.append((row, mapped))
        _place(found)
        self._compare(found)

    def _note_unknown(self, mapped: Mapped) -> None:
        for key, term in mapped.unknown_terms.items():
            if key in self.source.term_map:
                continue  # somebody said that it is none of ours
            kept = self.run.unknown_terms.get(key)
            if kept is None and len(self.run.unknown_terms) < MOST_UNKNOWN:
                kept = self.run.unknown_terms[key] = {**term, "entries": 0}
            if kept is not None:
                kept["entries"] += 1

    def _compare(self, found: list[tuple[HarvestRow, Mapped]]) -> None:
        """What each would do to the directory."""
        bonds = HarvestedEntry.objects.filter(
            source=self.source, external_id__in=[mapped.external_id for _, mapped in found]
        )
        known = {bond.external_id: bond for bond in bonds}
        entries = Service.objects.filter(pk__in=[bond.service_id for bond in known.values()])
        services = {each.pk: each for each in entries.prefetch_related(*PREFETCH)}
        alike = Service.objects.filter(
            local_authority=self.source.local_authority, name__in=[mapped.name for _, mapped in found]
        ).exclude(source=self.source.key)  # fmt: skip
        names = set(alike.values_list("name", flat=True))
        own = queries.own_entries(self.source, [mapped.external_id for _, mapped in found])
        for row, mapped in found:
            row.mapped = {
                "content": mapped.content, "body": mapped.body, "assured_on": mapped.assured_on,
            }  # fmt: skip
            bond = known.get(mapped.external_id)
            if mapped.external_id in own:
                row.kind, row.choice = Kind.UNCHANGED, Choice.KEEP
                row.notes.append("This is your own entry: the feed has it from you.")
            elif bond is None:
                self._new(row, mapped, names)
            else:
                row.service = services[bond.service_id]
                self._known(row, mapped, bond, row.service)

    def _new(self, row: HarvestRow, mapped: Mapped, names: set[str]) -> None:
        row.kind = Kind.NEW
        if mapped.gone:
            self._refuse(row, "The feed says that it is not running any more.")
        elif mapped.name in names:
            row.choice = Choice.OPEN
            row.notes.append(
                "You have an entry of this name already. Decide whether it is the same."
            )

    def _known(
        self, row: HarvestRow, mapped: Mapped, bond: HarvestedEntry, service: Service
    ) -> None:
        if mapped.gone:
            row.kind = Kind.UNCHANGED if bond.withdrawn_on else Kind.WITHDRAWN
            row.notes.append("The feed says that it is not running any more.")
            return
        ours = queries.canonical(read(service))
        theirs = queries.canonical(mapped.content)
        back = bond.withdrawn_on is not None
        if service.state in SETTLED:
            row.kind = Kind.UNCHANGED
            row.notes.append("You closed this entry or took it out. The feed still has it.")
        elif row.mapped == bond.mapped and not back:
            row.kind = Kind.UNCHANGED
            if ours != bond.written:
                row.notes.append("It was edited here; your words stay.")
        else:
            edited = ours not in (bond.written, theirs)
            row.kind = Kind.CONFLICT if edited else Kind.CHANGED
            row.choice = Choice.OPEN if edited else Choice.TAKE
            row.notes += ["It is in the feed again."] if back else []
            row.changes = [
                {"label": each.label, "before": each.before, "after": each.after}
                for each in changes(ours, theirs, terms=self.names, taxonomies=self.taxonomies)
            ]


def _place(found: list[tuple[HarvestRow, Mapped]]) -> None:
    """Give each place its point on the National Grid: from its degrees, else from its postcode."""
    places = [
        place["location"] for _, mapped in found for place in mapped.content.get("places", [])
    ]
    for each in places:
        each["easting"] = each["northing"] = None
    with_degrees = [each for each in places if each["latitude"] is not None]
    points = grid.to_grid_many(
        [each["latitude"] for each in with_degrees], [each["longitude"] for each in with_degrees]
    )
    for each, point in zip(with_degrees, points, strict=True):
        if point is None:
            each["latitude"] = each["longitude"] = None
        else:
            each["easting"], each["northing"] = point
    without = [each for each in places if each["easting"] is None and not each["masked"]]
    codes = Postcode.objects.exclude(easting=None).in_bulk(
        {each["postcode"].replace(" ", "") for each in without if each["postcode"]}
    )
    for each in without:
        if found_code := codes.get(each["postcode"].replace(" ", "")):
            easting, northing = found_code.easting, found_code.northing
            each["easting"], each["northing"] = easting, northing
            each["latitude"], each["longitude"] = grid.to_latlong(easting or 0, northing or 0)

"""Keeping the list of what Schedule 2 requires, and what covers each item."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid, NotAllowed, NotFound
from dco_portal.documents import actions as documents
from dco_portal.documents.models import Document
from dco_portal.organisations.models import Organisation
from local_offer.models import Cover, Item, Service, Term
from local_offer.queries import coverage, schedule2
from local_offer.rules import entries as rules
from local_offer.rules.schedule2 import PARAGRAPHS, READ_AT

REPORT = "local_offer.schedule2"
Kind = Cover.Kind


@transaction.atomic
def ensure(*, by: User | None = None) -> int:
    """Make every paragraph exist; one that is there stays as people changed it. The number that are new."""
    added = 0
    for order, each in enumerate(PARAGRAPHS):
        item, new = Item.objects.get_or_create(
            number=each.number,
            defaults={
                "order": order, "title": each.title, "words": each.words, "citation": each.citation,
                "verified": each.verified, "source": READ_AT,
            },
        )  # fmt: skip
        if new:
            item.terms.set(Term.objects.filter(pk__in=each.term_ids))
            added += 1
    if added:
        audit.record("local_offer.schedule2_ensured", by=by, items=added)
    return added


@transaction.atomic
def load(*, by: User) -> int:
    """Load the list that the portal knows, for an installation that has none. Raises NotAllowed."""
    rules.check_can_edit(by)
    count = ensure(by=by)
    audit.record("local_offer.schedule2_loaded", by=by, items=count)
    return count


def check_can_reword(by: User) -> None:
    """Raises NotAllowed: the list is the same for everybody, so those who keep the settings change it."""
    if not by.may(P.MANAGE_SETTINGS):
        raise NotAllowed("Only those who keep the portal’s settings change what the law’s list says.")  # fmt: skip


@transaction.atomic
def reword(
    *, by: User, item_id: uuid.UUID, title: str, words: str, citation: str, source: str, verified: bool,
    terms: list[str],
) -> Item:  # fmt: skip
    """Change an item's words, citation or mark. Raises NotAllowed, NotFound."""
    check_can_reword(by)
    item = Item.objects.select_for_update(of=("self",)).filter(pk=item_id).first()
    if item is None:
        raise NotFound
    item.title, item.words, item.citation, item.source, item.verified = title, words, citation, source, verified  # fmt: skip
    item.save()
    item.terms.set(Term.objects.filter(pk__in=terms))
    audit.record("local_offer.schedule2_reworded", by=by, obj=item, verified=verified)
    return item


def _kept(by: User, authority_id: uuid.UUID) -> Organisation:
    rules.check_can_edit(by)
    found = coverage.authorities(by).filter(pk=authority_id).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def cover(
    *, by: User, item_id: uuid.UUID, authority_id: uuid.UUID, kind: str, service: Service | None = None,
    title: str = "", url: str = "", reason: str = "",
) -> Cover:  # fmt: skip
    """Say what covers an item: an entry, a page, or that it is a known gap, and why.

    Raises NotFound, NotAllowed, Invalid.
    """
    authority = _kept(by, authority_id)
    item = Item.objects.filter(pk=item_id).first()
    if item is None:
        raise NotFound
    _check(kind, service, title, url, reason, authority)
    about: dict[str, Any] = {"item": item, "local_authority": authority, "kind": kind}
    if kind == Kind.ENTRY:
        row, _ = Cover.objects.update_or_create(**about, service=service, defaults={"by": by})
    elif kind == Kind.GAP:
        row, _ = Cover.objects.update_or_create(**about, defaults={"reason": reason.strip(), "by": by})  # fmt: skip
    else:
        row, _ = Cover.objects.update_or_create(**about, url=url, defaults={"title": title.strip(), "by": by})  # fmt: skip
    audit.record("local_offer.schedule2_covered", by=by, obj=item, kind=kind, authority=authority.pk)  # fmt: skip
    return row


def _check(
    kind: str, service: Service | None, title: str, url: str, reason: str, authority: Organisation
) -> None:
    errors: dict[str | None, str] = {}
    if kind == Kind.ENTRY and (service is None or service.local_authority_id != authority.pk):
        errors["service"] = "Choose an entry of this Local Offer"
    if kind == Kind.PAGE:
        if not title.strip():
            errors["title"] = "Enter the page’s title"
        try:
            URLValidator(schemes=["http", "https"])(url)
        except ValidationError:
            errors["url"] = "Enter a whole address such as https://www.example.gov.uk/page"
    if kind == Kind.GAP and not reason.strip():
        errors["reason"] = "Say why it is not published yet, and what is done about it"
    if errors:
        raise Invalid(errors)


@transaction.atomic
def uncover(*, by: User, cover_id: uuid.UUID) -> Item:
    """Take back what was said to cover an item. Raises NotFound, NotAllowed."""
    rules.check_can_edit(by)
    rows = Cover.objects.select_for_update(of=("self",)).filter(pk=cover_id)
    row = rows.filter(local_authority__in=coverage.authorities(by)).select_related("item").first()
    if row is None:
        raise NotFound
    item, kind = row.item, row.kind
    row.delete()
    audit.record("local_offer.schedule2_uncovered", by=by, obj=item, kind=kind)
    return item


@transaction.atomic
def ask_report(*, by: User, authority_id: uuid.UUID) -> Document:
    """Ask for the coverage report as a PDF. Raises NotFound, NotAllowed."""
    authority = _kept(by, authority_id)
    lines = schedule2.lines(authority)
    document = documents.create(
        by=by, kind=REPORT, title=f"What the Local Offer covers: {authority.label}",
        filename=f"local-offer-coverage-{today().isoformat()}.pdf", template="pdf/local_offer/schedule2.html",
        owner_kind=REPORT, owner_id=authority.pk,
        context={
            "organisation": authority.name,
            "totals": [
                {"label": words, "value": str(sum(line.state == state for line in lines))}
                for state, words in schedule2.WORDS.items()
            ],
            "lines": [
                {
                    "number": line.item.number, "title": line.item.title, "words": line.item.words,
                    "citation": line.item.citation, "verified": line.item.verified, "state": line.words,
                    "covered_by": covered_by(line),
                }
                for line in lines
            ],
        },
    )  # fmt: skip
    audit.record("local_offer.schedule2_report", by=by, obj=document)
    return document


def covered_by(line: schedule2.Line) -> list[str]:
    """What covers an item, in sentences."""
    found = []
    if line.by_terms:
        names = "; ".join(name for _, name in line.examples)
        more = f" and {line.by_terms - len(line.examples)} more" if line.by_terms > len(line.examples) else ""  # fmt: skip
        found.append(f"{line.by_terms} published {'entry' if line.by_terms == 1 else 'entries'}: {names}{more}")  # fmt: skip
    for each in line.chosen:
        if each.kind == Kind.ENTRY:
            found.append(f"Entry: {each.words}{'' if each.public else ' (not public)'}")
        elif each.kind == Kind.PAGE:
            found.append(f"Page: {each.words}, {each.url}")
        else:
            found.append(f"Known gap: {each.words}")
    return found

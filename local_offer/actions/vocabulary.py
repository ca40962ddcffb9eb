"""Putting the directory's own terms into the database."""

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from local_offer.actions import words
from local_offer.models import Taxonomy, Term
from local_offer.vocabulary import TAXONOMIES, taxonomy_id, term_id


@transaction.atomic
def ensure(*, by: User | None = None) -> int:
    """Make every taxonomy and term of `vocabulary` exist as written there; the number of terms. Idempotent.

    Families' words are put in too where there are none.
    """
    words.ensure(by=by)
    before, count = Term.objects.count(), 0
    for code, each in TAXONOMIES.items():
        taxonomy, _ = Taxonomy.objects.update_or_create(
            id=taxonomy_id(code),
            defaults={"code": code, "name": each.name, "description": each.description},
        )
        for order, word in enumerate(each.terms):
            Term.objects.update_or_create(
                id=term_id(code, word.code),
                defaults={
                    "taxonomy": taxonomy,
                    "parent_id": term_id(code, word.parent) if word.parent else None,
                    "code": word.code,
                    "name": word.name,
                    "description": word.description,
                    "order": order,
                },
            )
            count += 1
    if count > before:
        audit.record("local_offer.vocabulary_ensured", by=by, terms=count)
    return count

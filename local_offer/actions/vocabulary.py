"""Putting the directory's own terms into the database."""

from django.db import transaction
from django.db.models import Model

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
    before = Term.objects.count()
    taxonomies = [
        Taxonomy(id=taxonomy_id(code), code=code, name=each.name, description=each.description)
        for code, each in TAXONOMIES.items()
    ]
    terms = [
        Term(
            id=term_id(code, word.code),
            taxonomy_id=taxonomy_id(code),
            parent_id=term_id(code, word.parent) if word.parent else None,
            code=word.code,
            name=word.name,
            description=word.description,
            order=order,
        )
        for code, each in TAXONOMIES.items()
        for order, word in enumerate(each.terms)
    ]
    _put(Taxonomy, taxonomies, "code", "name", "description")
    _put(Term, terms, "taxonomy", "parent", "code", "name", "description", "order")
    if len(terms) > before:
        audit.record("local_offer.vocabulary_ensured", by=by, terms=len(terms))
    return len(terms)


def _put(model: type[Model], rows: list, *fields: str) -> None:
    """Make rows with the ids given, or make them so where they are."""
    model._default_manager.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*fields, "updated_at"],
    )

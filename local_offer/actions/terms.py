"""Terms that editors add beside the directory’s own."""

import uuid

from django.db import transaction
from django.utils.text import slugify

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.errors import Conflict, Invalid, NotFound
from local_offer.actions import indexing
from local_offer.models import ServiceTerm, Taxonomy, Term
from local_offer.rules import entries as rules
from local_offer.vocabulary import TAXONOMIES, term_id

BUILT_IN = {term_id(code, word.code) for code, words in TAXONOMIES.items() for word in words.terms}


@transaction.atomic
def add_term(*, by: User, taxonomy: Taxonomy, name: str, description: str) -> Term:
    """Add a term beside the directory's own. Raises NotAllowed, Invalid."""
    rules.check_can_edit(by)
    code = slugify(name)[:60]
    if not code:
        raise Invalid({"name": "Enter a name with letters"})
    if taxonomy.terms.filter(code=code).exists() or taxonomy.terms.filter(name__iexact=name).exists():  # fmt: skip
        raise Invalid({"name": "There is a term of this name already"})
    row = Term.objects.create(
        taxonomy=taxonomy, code=code, name=name, description=description, order=taxonomy.terms.count()
    )  # fmt: skip
    audit.record("local_offer.term_added", by=by, obj=row, taxonomy=taxonomy.code)
    return row


@transaction.atomic
def change_term(*, by: User, term_id: uuid.UUID, name: str, description: str) -> Term:
    """Reword a term that editors added. Raises NotAllowed, NotFound, Conflict for the directory's own, Invalid."""
    rules.check_can_edit(by)
    row = Term.objects.select_for_update(of=("self",)).filter(pk=term_id).first()
    if row is None:
        raise NotFound
    if row.pk in BUILT_IN:
        raise Conflict("This term is the directory’s own: every installation has it in these words.")  # fmt: skip
    others = Term.objects.filter(taxonomy=row.taxonomy_id, name__iexact=name).exclude(pk=row.pk)
    if others.exists():
        raise Invalid({"name": "There is a term of this name already"})
    row.name, row.description = name, description
    row.save()
    carried = ServiceTerm.objects.filter(term=row).values_list("service_id", flat=True)
    indexing.refresh(set(carried))
    audit.record("local_offer.term_changed", by=by, obj=row)
    return row

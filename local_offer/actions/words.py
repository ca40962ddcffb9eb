"""Editors keep the words that families say for what entries call otherwise."""

import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission
from dco_portal.common.errors import Invalid, NotAllowed, NotFound
from local_offer.models import Synonym
from local_offer.queries.search.words import LONGEST_PHRASE, fold
from local_offer.synonyms import PAIRS


def check_can_keep_words(by: User | None) -> None:
    """Editors of a Local Offer keep the words; they are the same for every area. Raises NotAllowed."""
    if by is None or not by.may(Permission.EDIT_LOCAL_OFFER):
        raise NotAllowed("Only editors of a Local Offer keep its words.")


@transaction.atomic
def ensure(*, by: User | None = None) -> int:
    """Put the first list of words in where there are none; the number of pairs there are."""
    if not Synonym.objects.exists():
        Synonym.objects.bulk_create(
            Synonym(said=said, meant=meant, both_ways=both) for said, meant, both in PAIRS
        )
        audit.record("local_offer.words_ensured", by=by, pairs=len(PAIRS))
    return Synonym.objects.count()


@transaction.atomic
def add(*, by: User, said: str, meant: str, both_ways: bool = True) -> Synonym:
    """Show those who say `said` what has `meant` too. Raises NotAllowed, Invalid."""
    check_can_keep_words(by)
    said, meant = fold(said), fold(meant)
    for name, words in (("said", said), ("meant", meant)):
        if not words:
            raise Invalid({name: "Enter a word or a few."})
        if len(words) > 60 or len(words.split()) > LONGEST_PHRASE * 2:
            raise Invalid({name: "Use a word or a few: 60 characters at most."})
    if len(said.split()) > LONGEST_PHRASE:
        raise Invalid({"said": f"Use at most {LONGEST_PHRASE} words."})
    if said == meant:
        raise Invalid({"meant": "Enter words that differ from what families say."})
    row, new = Synonym.objects.get_or_create(
        said=said, meant=meant, defaults={"both_ways": both_ways}
    )
    if not new:
        raise Invalid({"said": "These two are together already."})
    audit.record("local_offer.words_added", by=by, obj=row, said=said, meant=meant)
    return row


@transaction.atomic
def remove(*, by: User, synonym_id: uuid.UUID) -> Synonym:
    """Part two words again. Raises NotAllowed, NotFound."""
    check_can_keep_words(by)
    row = Synonym.objects.select_for_update(of=("self",)).filter(pk=synonym_id).first()
    if row is None:
        raise NotFound
    audit.record("local_offer.words_removed", by=by, obj=row, said=row.said, meant=row.meant)
    row.delete()
    return row

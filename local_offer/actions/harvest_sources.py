"""The feeds from which a Local Offer takes entries: adding, changing, stopping, matching their terms."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.errors import Invalid, NotFound
from dco_portal.organisations.models import Organisation
from local_offer.fetching import FetchError, check_address
from local_offer.models import HarvestSource, Term
from local_offer.queries import harvest as queries
from local_offer.rules.harvest import feeds

NAME_TAKEN = "You have a feed of this name already"


@transaction.atomic
def add(
    *, by: User, authority: Organisation, name: str, url: str, often: str, auto_publish: bool
) -> HarvestSource:
    """A new feed into an authority's Local Offer. Raises NotAllowed, NotFound, and Invalid by field."""
    feeds.check_can_harvest(by)
    if not queries.authorities(by).filter(pk=authority.pk).exists():
        raise NotFound
    _check(name=name, url=url, often=often)
    source = HarvestSource(local_authority=authority, key=f"feed-{slugify(name)[:40]}-{uuid.uuid4().hex[:8]}")  # fmt: skip
    _set(source, name=name, url=url, often=often, auto_publish=auto_publish)
    audit.record("local_offer.harvest_source_added", by=by, obj=source, url=url)
    return source


@transaction.atomic
def change(
    *, by: User, source_id: uuid.UUID, name: str, url: str, often: str, auto_publish: bool
) -> HarvestSource:
    """Another name, address or plan. Raises NotAllowed, NotFound, and Invalid by field."""
    source = locked(by, source_id)
    _check(name=name, url=url, often=often)
    _set(source, name=name, url=url, often=often, auto_publish=auto_publish)
    audit.record("local_offer.harvest_source_changed", by=by, obj=source, url=url, often=often)
    return source


@transaction.atomic
def stop(*, by: User, source_id: uuid.UUID, stopped: bool) -> HarvestSource:
    """Read a feed no more, or again. What was taken over stays. Raises NotAllowed, NotFound."""
    source = locked(by, source_id)
    source.stopped = stopped
    source.save(update_fields=["stopped", "updated_at"])
    audit.record("local_offer.harvest_source_stopped", by=by, obj=source, stopped=stopped)
    return source


@transaction.atomic
def match_terms(*, by: User, source_id: uuid.UUID, matches: dict[str, str]) -> HarvestSource:
    """Say which of our terms the feed's terms are ("" for none). It counts from the next reading.

    Raises NotAllowed, NotFound, and Invalid for a term that is none of ours.
    """
    source = locked(by, source_id)
    wanted = {term for term in matches.values() if term}
    known = {str(pk) for pk in Term.objects.filter(pk__in=wanted).values_list("pk", flat=True)}
    if wanted - known:
        raise Invalid("One of the terms is not in our lists any more. Choose again")
    source.term_map = {**source.term_map, **matches}
    source.save(update_fields=["term_map", "updated_at"])
    audit.record("local_offer.harvest_terms_matched", by=by, obj=source, terms=len(matches))
    return source


def locked(by: User, source_id: uuid.UUID) -> HarvestSource:
    """A feed in the editor's scope, locked. Raises NotAllowed, NotFound."""
    feeds.check_can_harvest(by)
    rows = HarvestSource.objects.visible_to(by).select_for_update(of=("self",))
    source = rows.select_related("local_authority").filter(pk=source_id).first()
    if source is None:
        raise NotFound
    return source


def _check(*, name: str, url: str, often: str) -> None:
    errors: dict[str | None, str] = {}
    if not name.strip():
        errors["name"] = "Enter a name"
    if url:
        try:
            check_address(url)
        except FetchError as error:
            errors["url"] = str(error)
    elif often != HarvestSource.Often.NEVER:
        errors["url"] = "A feed that is read by plan needs an address"
    if errors:
        raise Invalid(errors)


def _set(source: HarvestSource, **values: Any) -> None:
    """Raises Invalid for a name that the authority's other feed has."""
    for name, value in values.items():
        setattr(source, name, value.strip() if isinstance(value, str) else value)
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError:
        raise Invalid({"name": NAME_TAKEN}) from None

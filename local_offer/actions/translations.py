"""Translations of entries: each change a new version, the newest shown."""

import uuid
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from local_offer.models import Service, Translation
from local_offer.rules.community import NOT_EDITOR
from local_offer.rules.languages import LANGUAGES

FIELDS = (
    "name", "summary", "description", "who_for", "how_to_get_it", "what_to_expect", "while_waiting", "translated_by",
)  # fmt: skip


@transaction.atomic
def save(
    *, by: User, service_id: uuid.UUID, language: str, seen: int, values: dict[str, Any]
) -> Translation:
    """Make `values` the newest version of a language. `seen` is the version the editor began from, 0 for none.

    Raises NotFound, NotAllowed, Invalid on `language`, Conflict when another editor saved in between.
    """
    service = _locked(by, service_id)
    if language not in LANGUAGES:
        raise Invalid({"language": "Choose a language"})
    newest = service.translations.filter(language=language, newest=True).first()
    if (newest.number if newest else 0) != seen:
        raise Conflict("Another editor saved this translation in between. Open it again to see it.")
    service.translations.filter(language=language, newest=True).update(newest=False)
    made = Translation.objects.create(
        service=service,
        language=language,
        number=seen + 1,
        of_version=service.version,
        by=by,
        **{name: values.get(name, "") for name in FIELDS},
    )
    audit.record(
        "local_offer.translated", by=by, obj=made, service=service.pk, language=language, number=made.number
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw(*, by: User, service_id: uuid.UUID, language: str) -> Translation:
    """Do not show a language any more; its versions stay. Raises NotFound, NotAllowed."""
    service = _locked(by, service_id)
    newest = service.translations.filter(language=language, newest=True, withdrawn=False).first()
    if newest is None:
        raise NotFound
    newest.withdrawn = True
    newest.save()
    audit.record(
        "local_offer.translation_withdrawn", by=by, obj=newest, service=service.pk, language=language
    )  # fmt: skip
    return newest


def _locked(by: User, service_id: uuid.UUID) -> Service:
    """An entry that this editor keeps; owners see it and may not. Raises NotFound, NotAllowed."""
    rows = Service.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.filter(pk=service_id).first()
    if found is None:
        raise NotFound
    if not Service.objects.editable_by(by).filter(pk=found.pk).exists():
        raise NotAllowed(NOT_EDITOR)
    return found

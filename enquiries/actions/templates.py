"""Words the DCO team uses again."""

import uuid

from django.db import IntegrityError, transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now
from dco_portal.common.errors import Invalid, NotFound
from enquiries.models import Template
from enquiries.rules.answers import check_may_publish


def _locked(by: User, template_id: uuid.UUID) -> Template:
    rows = Template.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.filter(pk=template_id, retired_at=None).first()
    if found is None:
        raise NotFound
    return found


def _save(template: Template, *, name: str, topic: str, text: str) -> None:
    errors: dict[str | None, str] = {}
    if not name.strip():
        errors["name"] = "Give the template a name"
    if not text.strip():
        errors["text"] = "Write the template’s words"
    if errors:
        raise Invalid(errors)
    template.name, template.topic, template.text = name.strip(), topic, text.strip()
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError:
        raise Invalid({"name": "There is a template of this name already"}) from None


@transaction.atomic
def add(*, by: User, name: str, topic: str, text: str) -> Template:
    """Keep a template for the team. Raises Invalid beside the field."""
    check_may_publish(by)
    template = Template(icb=by.organisation, made_by=by)
    _save(template, name=name, topic=topic, text=text)
    audit.record("enquiries.template", by=by, obj=template)
    return template


@transaction.atomic
def change(*, by: User, template_id: uuid.UUID, name: str, topic: str, text: str) -> Template:
    """Change a template; replies that began with it stay as they were sent."""
    template = _locked(by, template_id)
    _save(template, name=name, topic=topic, text=text)
    audit.record("enquiries.template_change", by=by, obj=template)
    return template


@transaction.atomic
def retire(*, by: User, template_id: uuid.UUID) -> Template:
    """Offer a template no longer."""
    template = _locked(by, template_id)
    template.retired_at = now()
    template.save()
    audit.record("enquiries.template_retire", by=by, obj=template)
    return template

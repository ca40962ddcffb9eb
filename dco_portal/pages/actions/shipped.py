"""The pages that come with the portal: loaded for an ICB as versions that its DCO team approves."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now
from dco_portal.organisations.models import Organisation
from dco_portal.pages import rules
from dco_portal.pages.actions.pages import put_up
from dco_portal.pages.models import GuidancePage, PageVersion
from dco_portal.pages.states import VersionState

CONTENT = Path(__file__).resolve().parent.parent / "content"


@dataclass(frozen=True)
class Shipped:
    """One page's words as they are shipped: `content/<slug>.md`, its first lines "name: value"."""

    slug: str
    title: str
    summary: str
    section: str
    block: str
    body: str


def shipped() -> list[Shipped]:
    """Every page that comes with the portal, in the order of their files' names.

    Errors: `ValueError` for a file whose head is not as it should be.
    """
    return [_read(path) for path in sorted(CONTENT.glob("*.md"))]


def _read(path: Path) -> Shipped:
    head, rule, body = path.read_text(encoding="utf-8").partition("\n---\n")
    fields = dict(re.findall(r"(?m)^(\w+): *(.*)$", head))
    if not rule or not {"title", "summary", "section"} <= set(fields):
        raise ValueError(f"{path.name} must begin with title, summary and section, then ---.")
    return Shipped(
        slug=path.stem,
        title=fields["title"],
        summary=fields["summary"],
        section=fields["section"],
        block=fields.get("block", ""),
        body=body.strip() + "\n",
    )


@transaction.atomic
def load(*, organisation: Organisation, by: User | None = None) -> list[GuidancePage]:
    """Add the shipped pages that are not there yet, each waiting for approval by this ICB's DCO team.

    Nothing that is there is touched. Errors: `Invalid` for words that could not be published.
    """
    there = set(GuidancePage.objects.filter(place=None).values_list("slug", flat=True))
    made = []
    for each in shipped():
        if each.slug in there:
            continue
        rules.check_words(title=each.title, summary=each.summary, body=each.body)
        page = GuidancePage.objects.create(
            organisation=organisation, slug=each.slug, section=each.section, block=each.block
        )
        draft = PageVersion.objects.create(
            page=page,
            number=1,
            title=each.title,
            summary=each.summary,
            body=each.body,
            change="Comes with the portal",
            state=VersionState.WAITING,
            submitted_at=now(),
        )
        put_up(draft, by=by)
        made.append(page)
    if made:
        audit.record("pages.load", by=by, count=len(made), organisation=organisation.pk)
    return made

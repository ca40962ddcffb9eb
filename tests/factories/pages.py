"""Guidance pages and publications, made by the portal's own actions."""

import datetime as dt
import itertools
from typing import Any

from django.core.files.base import ContentFile

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.pages.actions import pages, publications
from dco_portal.pages.models import GuidancePage, Publication
from tests.advice_scene import report
from tests.factories.accounts import person

numbers = itertools.count()


def soon() -> dt.date:
    """A day for the next review."""
    return today() + dt.timedelta(days=300)


def draft(*, by: User | None = None, **fields: Any) -> GuidancePage:
    """A page with a first draft, of a fresh ICB's coordinator unless told."""
    number = next(numbers)
    given = {
        "slug": f"page-{number}",
        "title": f"Page {number}",
        "summary": "What it is about.",
        "body": "## First\n\nSome words.\n",
        **fields,
    }
    return pages.start(by=by or person("coordinator"), **given)


def published(*, by: User, second: User, **fields: Any) -> GuidancePage:
    """A page whose first version the second person approved."""
    page = draft(by=by, **fields)
    pages.submit(by=by, page_id=page.pk)
    pages.approve(by=second, page_id=page.pk, review_on=soon())
    page.refresh_from_db()
    return page


def paper(*, by: User, second: User | None = None, **fields: Any) -> Publication:
    """A publication with one file, published when there is a second person."""
    given = {
        "title": f"Strategy {next(numbers)}",
        "kind": "strategy",
        "summary": "What we want.",
        "owner_role": "Executive lead for SEND",
        **fields,
    }
    row = publications.start(by=by, **given)
    add_file(row, by=by, second=second)
    row.refresh_from_db()
    return row


def add_file(row: Publication, *, by: User, second: User | None = None, label: str = "1.0") -> None:
    """Another file of a publication."""
    upload = report()
    file = ContentFile(upload.read(), upload.name)
    publications.add_version(by=by, publication_id=row.pk, upload=file, label=label)
    if second is not None:
        publications.publish(by=second, publication_id=row.pk, review_on=soon())

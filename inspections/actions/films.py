"""Films about a plan: a link or a file, always with transcript, shown once somebody publishes them."""

import datetime as dt
import uuid

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now
from dco_portal.common.errors import NotFound
from dco_portal.documents import actions as documents
from inspections.actions import locking
from inspections.models import Video
from inspections.queries import public as queries
from inspections.rules import voices as rules

OWNER_KIND = queries.FILM


@transaction.atomic
def add(
    *, by: User, plan_id: uuid.UUID, title: str, on: dt.date, transcript: str, link: str = "", minutes: int | None = None,
    captions: str = "", upload: UploadedFile | None = None,
) -> Video:  # fmt: skip
    """Add a film that nobody else sees yet. Errors: `Invalid`, on `upload` for an unfit file."""
    plan = locking.plan(by, plan_id)
    rules.check_film(
        on=on, transcript=transcript, captions=captions, link=link, has_file=upload is not None
    )
    film = Video.objects.create(
        plan=plan, title=title.strip(), on=on, link=link.strip(), minutes=minutes, transcript=transcript.strip(),
        captions=captions.strip(),
    )  # fmt: skip
    if upload is not None:
        _attach(film, upload, by)
    audit.record("inspections.film_added", by=by, obj=plan, film=film.pk)
    return film


@transaction.atomic
def change(
    *, by: User, film_id: uuid.UUID, title: str, on: dt.date, transcript: str, link: str = "", minutes: int | None = None,
    captions: str = "", upload: UploadedFile | None = None,
) -> Video:  # fmt: skip
    """Correct a film's words or give another file; the newest file is the one shown."""
    film = _film(by, film_id)
    has_file = upload is not None or queries.film_file(film) is not None
    rules.check_film(on=on, transcript=transcript, captions=captions, link=link, has_file=has_file)
    film.title, film.on, film.link, film.minutes = title.strip(), on, link.strip(), minutes
    film.transcript, film.captions = transcript.strip(), captions.strip()
    film.save()
    if upload is not None:
        _attach(film, upload, by)
    audit.record("inspections.film_changed", by=by, obj=film.plan, film=film.pk)
    return film


@transaction.atomic
def publish(*, by: User, film_id: uuid.UUID) -> Video:
    """Show it on the plan's public page."""
    film = _film(by, film_id)
    rules.check_showable(film, has_file=queries.film_file(film) is not None)
    film.published_at = film.published_at or now()
    film.save()
    audit.record("inspections.film_published", by=by, obj=film.plan, film=film.pk)
    return film


@transaction.atomic
def take_down(*, by: User, film_id: uuid.UUID) -> Video:
    """Take it off the public page again; it stays at the desk."""
    film = _film(by, film_id)
    film.published_at = None
    film.save()
    audit.record("inspections.film_taken_down", by=by, obj=film.plan, film=film.pk)
    return film


def _attach(film: Video, upload: UploadedFile, by: User) -> None:
    documents.attach(by=by, upload=upload, owner_kind=OWNER_KIND, owner_id=film.pk, film=True)


def _film(by: User, film_id: uuid.UUID) -> Video:
    """The film, locked, its plan before it, for who keeps the plan. Raises `NotFound`, `NotAllowed`."""
    plan = Video.objects.visible_to(by).filter(pk=film_id).values_list("plan_id", flat=True).first()
    if plan is None:
        raise NotFound
    holder = locking.plan(by, plan)
    found = Video.objects.select_for_update(of=("self",)).get(pk=film_id)
    found.plan = holder
    return found

"""Reading a feed: step by step, so that progress shows and no step is long. Nothing is published here."""

import datetime as dt
import io
import uuid
from typing import Any
from urllib.parse import quote

import httpx
import ijson
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common import outbox
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.notifications import actions as notifications
from local_offer.actions.harvest_rows import Stage
from local_offer.actions.harvest_sources import locked
from local_offer.fetching import Busy, Fetcher, FetchError
from local_offer.models import HarvestRow, HarvestRun, HarvestSource
from local_offer.queries import harvest as queries
from local_offer.rules.harvest import feeds
from local_offer.rules.harvest.feeds import Lie

STEP = "local_offer.harvest_step"
APPLY = "local_offer.harvest_apply"
State, Kind = HarvestRun.State, HarvestRow.Kind
REQUESTS = 20  # of one step
WAIT = dt.timedelta(seconds=15)  # after the first failed try; four times as long after each other
LONGEST_WAIT = dt.timedelta(minutes=10)
EVERY = {HarvestSource.Often.DAILY: 1, HarvestSource.Often.WEEKLY: 7}
STUCK = "Reading took too long and was stopped."


@transaction.atomic
def start(*, by: User, source_id: uuid.UUID) -> HarvestRun:
    """Have a feed read now. Raises NotAllowed, NotFound, Conflict while it is being read or published."""
    source = locked(by, source_id)
    if not source.url:
        raise Conflict("This feed has no address. Upload a file instead.")
    run = _begin(source, by)
    audit.record("local_offer.harvest_started", by=by, obj=run)
    return run


@transaction.atomic
def upload(*, by: User, source_id: uuid.UUID, upload: File) -> HarvestRun:
    """Have a file read that holds a feed's services, whole. Raises NotAllowed, NotFound, Conflict, Invalid."""
    source = locked(by, source_id)
    if (upload.size or 0) > feeds.MOST_FILE:
        raise Invalid({"upload": f"The file is larger than {feeds.MOST_FILE // 1_000_000} MB"})
    content = upload.read()
    if not content.strip():
        raise Invalid({"upload": "The file is empty"})
    run = _begin(source, by, filename=(upload.name or "feed.json")[-200:], upload=content)
    audit.record("local_offer.harvest_uploaded", by=by, obj=run, size=len(content))
    return run


def _begin(source: HarvestSource, by: User | None, **values: Any) -> HarvestRun:
    """A new reading; one that waited to be published is dropped for it. Raises Conflict."""
    runs = source.runs.select_for_update(of=("self",))
    if source.stopped:
        raise Conflict("This feed is stopped. Take it up again first.")
    if runs.filter(state__in=[State.READING, State.APPLYING]).exists():
        raise Conflict("This feed is being read or published just now.")
    for old in runs.filter(state=State.READY):
        _end(old, State.DROPPED, "A newer reading took its place.")
    run = source.runs.create(by=by, **values)
    outbox.enqueue(STEP, run.pk)
    return run


@transaction.atomic
def step(*, run_id: uuid.UUID, by: User | None = None) -> HarvestRun | None:
    """Read on for a few requests; a reading that is over, or in other hands, is left alone.

    A feed that is busy is asked again later; one that lies, is too large or cannot be read ends the
    reading, and all that was read of it is thrown away.
    """
    runs = HarvestRun.objects.select_for_update(of=("self",), skip_locked=True)
    run = runs.filter(pk=run_id, state=State.READING).select_related("source__local_authority").first()  # fmt: skip
    if run is None:
        return None
    try:
        done = _read_file(run) if run.filename else _read_web(run)
        run.tries = 0
        if done:
            _ready(run)
        else:
            outbox.enqueue(STEP, run.pk)
    except Busy as error:
        _try_later(run, error)
    except (FetchError, Lie) as error:
        _fail(run, str(error))
    run.save()
    audit.record("local_offer.harvest_read", by=by, obj=run, state=run.state, page=run.page)
    return run


@transaction.atomic
def drop(*, by: User, run_id: uuid.UUID) -> HarvestRun:
    """Publish nothing of a reading, or stop it. Raises NotAllowed, NotFound, Conflict."""
    feeds.check_can_harvest(by)
    rows = HarvestRun.objects.visible_to(by).select_for_update(of=("self",))
    run = rows.filter(pk=run_id).first()
    if run is None:
        raise NotFound
    if run.state not in (State.READING, State.READY):
        raise Conflict(f"This reading is now “{run.get_state_display()}”.")
    _end(run, State.DROPPED, f"Dropped by {by.name}.")
    audit.record("local_offer.harvest_dropped", by=by, obj=run)
    return run


@transaction.atomic
def sweep(*, by: User | None = None) -> int:
    """Start what is due by plan and end what is stuck; the number of readings started. Run it every hour."""
    moment = now()
    stuck = HarvestRun.objects.select_for_update(of=("self",), skip_locked=True).filter(
        state=State.READING, created_at__lt=moment - dt.timedelta(hours=feeds.MOST_HOURS)
    )
    for run in stuck:
        _fail(run, STUCK)
        run.save()
        audit.record("local_offer.harvest_stuck", by=by, obj=run)
    started = 0
    planned = HarvestSource.objects.select_for_update(of=("self",), skip_locked=True)
    for source in planned.filter(stopped=False, often__in=list(EVERY)).order_by("pk"):
        last = source.runs.filter(filename="").order_by("-created_at").first()
        gap = dt.timedelta(days=EVERY[HarvestSource.Often(source.often)], hours=-1)
        if last is not None and moment - last.created_at < gap:
            continue
        if source.runs.filter(state__in=[State.READING, State.APPLYING]).exists():
            continue
        run = _begin(source, None)
        audit.record("local_offer.harvest_started", by=by, obj=run)
        started += 1
    return started


# --- Steps -----------------------------------------------------------------------------------
def _read_web(run: HarvestRun) -> bool:
    """A few requests; True when everything was read. Raises FetchError, Lie."""
    stage = Stage(run)
    with Fetcher() as fetcher:
        for _ in range(REQUESTS):
            if not run.listed:
                _page(run, stage, fetcher)
            else:
                return _details(run, stage, fetcher)
    return False


def _page(run: HarvestRun, stage: Stage, fetcher: Fetcher) -> None:
    """Read the next page of the list."""
    try:
        content = _get(run, fetcher, _address(run))
    except Busy:
        raise
    except FetchError as error:
        # Some feeds refuse a parameter that they do not know.
        if run.page == 1 and run.full and error.status:
            run.full = False
            return
        raise
    page = feeds.page(content, asked=run.page)
    fresh = stage.page(page.rows, whole=False)
    if page.rows and not fresh:
        raise Lie(f"Page {run.page} of the feed only repeats entries of pages before it.")
    run.pages, run.total = page.pages or run.pages, page.total or run.total
    if stage.last > feeds.MOST_ROWS or run.page >= feeds.MOST_PAGES:
        raise Lie("The feed does not come to an end: it holds more entries than we read.")
    run.listed = page.last
    run.page += 1
    if run.listed:
        feeds.check_whole(total=run.total, read=run.rows.count())


def _details(run: HarvestRun, stage: Stage, fetcher: Fetcher) -> bool:
    """Read some of the services that were listed briefly; True when none is left."""
    waiting = list(run.rows.filter(kind=Kind.PENDING)[: REQUESTS + 1])
    found: list[tuple[HarvestRow, Any]] = []
    try:
        for row in waiting[:REQUESTS]:
            found.append((row, _detail(run, row, fetcher)))
    finally:
        stage.details(found)
    return len(waiting) <= REQUESTS


def _detail(run: HarvestRun, row: HarvestRow, fetcher: Fetcher) -> Any:
    address = _address(run, row.external_id)
    try:
        content = _get(run, fetcher, address)
    except FetchError as error:
        if error.status in (404, 410):
            return f"The feed lists it, but answers with error {error.status} when asked for it."
        raise
    if not isinstance(content, dict) or str(content.get("id")) != row.external_id:
        return "The feed answers with another entry when asked for it."
    return content


def _get(run: HarvestRun, fetcher: Fetcher, address: str) -> Any:
    answer = fetcher.get(address)
    run.size += answer.size
    if run.size > feeds.MOST_BYTES:
        raise FetchError(f"The feed is larger than {feeds.MOST_BYTES // 1_000_000} MB.")
    return answer.content


def _address(run: HarvestRun, external_id: str = "") -> str:
    """The address of the next page, or of one service."""
    url = httpx.URL(run.source.url)
    path = url.path.rstrip("/").removesuffix("/services") + "/services"
    if external_id:
        return str(url.copy_with(path=f"{path}/{quote(external_id, safe='')}"))
    asked: dict[str, Any] = {"page": run.page, "per_page": feeds.PER_PAGE}
    if run.full:
        asked["full"] = "true"
    return str(url.copy_with(path=path).copy_merge_params(asked))


def _read_file(run: HarvestRun) -> bool:
    """Read an uploaded file, row by row. Raises FetchError, Lie."""
    stage, read = Stage(run), 0
    for prefix in ("contents.item", "services.item", "item"):
        part: list[Any] = []
        try:
            for item in ijson.items(io.BytesIO(bytes(run.upload)), prefix, use_float=True):
                read += 1
                part.append(item)
                if read > feeds.MOST_ROWS:
                    raise Lie(f"The file holds more than {feeds.MOST_ROWS:,} entries.")
                if len(part) == feeds.PER_PAGE:
                    stage.page(part, whole=True)
                    part = []
        except (ijson.JSONError, UnicodeDecodeError, ValueError, RecursionError):
            raise FetchError("The file is not JSON.") from None
        if part:
            stage.page(part, whole=True)
        if read:
            break
    run.listed, run.size, run.total = True, len(run.upload), read
    if not read:
        raise Lie("The file holds no services.")
    return True


def _ready(run: HarvestRun) -> None:
    """Everything is read: note what is missing now, and tell the editors or publish by plan."""
    _note_withdrawn(run)
    run.upload = b""
    run.state, run.message = State.READY, ""
    counts = queries.counts(run)
    news = sum(counts.get(kind, 0) for kind in (Kind.NEW, Kind.CHANGED, Kind.WITHDRAWN))
    withdrawn = counts.get(Kind.WITHDRAWN, 0)
    kept = run.source.entries.filter(withdrawn_on=None).count()
    many = withdrawn > max(5, kept // 4)
    if many:
        run.message = f"{withdrawn} of {kept} entries are missing in this reading. Look before you publish."  # fmt: skip
    planned = run.by is None and run.source.auto_publish
    if planned and news and not many:
        run.state = State.APPLYING
        outbox.enqueue(APPLY, run.pk)
    elif not news and not counts.get(Kind.CONFLICT):
        run.state, run.message, run.finished_at = State.DONE, "Nothing has changed.", now()
    elif run.by is None:
        _tell(run, "ready", "A feed was read and waits for you")


def _note_withdrawn(run: HarvestRun) -> None:
    """Entries that the feed had before and has not now."""
    gone = run.source.entries.filter(withdrawn_on=None).exclude(
        external_id__in=run.rows.values("external_id")
    )
    last = run.rows.count() and run.rows.order_by("-number").values_list("number", flat=True)[0]
    run.rows.bulk_create(
        HarvestRow(
            run=run, number=last + place, external_id=bond.external_id, name=bond.service.name,
            kind=Kind.WITHDRAWN, service=bond.service, notes=["The feed does not have it any more."],
        )
        for place, bond in enumerate(gone.select_related("service").order_by("pk"), start=1)
    )  # fmt: skip


def _try_later(run: HarvestRun, error: Busy) -> None:
    run.tries += 1
    if run.tries > feeds.MOST_TRIES:
        _fail(run, f"{error} We tried {run.tries} times.")
        return
    run.message = str(error)
    wait = max(WAIT * 4 ** (run.tries - 1), dt.timedelta(seconds=error.wait))
    outbox.enqueue(STEP, run.pk, after=min(wait, LONGEST_WAIT))


def _fail(run: HarvestRun, why: str) -> None:
    """Nothing of it stays but the reason."""
    _end(run, State.FAILED, why)
    if run.by is None:
        _tell(run, "failed", "A feed could not be read")


def _end(run: HarvestRun, state: str, why: str) -> None:
    if state == State.FAILED:
        run.rows.all().delete()
    run.state, run.message, run.upload, run.finished_at = State(state), why[:300], b"", now()
    run.save()


def _tell(run: HarvestRun, what: str, subject: str) -> None:
    notifications.tell(
        recipients=list(people(run.source.local_authority, P.EDIT_LOCAL_OFFER)),
        kind=f"local_offer.harvest_{what}", subject=f"{subject}: {run.source.name}"[:150],
        body=f"{subject}: “{run.source.name}”. {run.message}".strip(),
        dedupe_key=f"local_offer.harvest:{run.pk}:{what}",
        link=reverse("local_offer:harvest-run", args=[run.pk]), organisation=run.source.local_authority,
    )  # fmt: skip

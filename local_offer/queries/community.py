"""Comments, corrections and statements as desks and pages read them."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from dco_portal.accounts.models import User
from dco_portal.common import keyset
from dco_portal.common.errors import NotFound
from dco_portal.organisations.models import Organisation
from local_offer.models import Comment, Correction, Statement
from local_offer.scope import kept_by

VIEWS = {
    "waiting": Q(state="waiting"),
    "answer": Q(state="published", response=""),
    "answered": Q(state="published") & ~Q(response=""),
    "refused": Q(state="refused"),
    "all": Q(),
}


def comments(by: User, view: str, *, after: str = "", before: str = "") -> keyset.Page:
    """One page of the comments this editor looks after, the oldest first; finished ones newest first."""
    rows = (
        Comment.objects.visible_to(by)
        .filter(VIEWS[view])
        .select_related("service", "local_authority")
    )
    order = "created_at" if view in ("waiting", "answer") else "-created_at"
    return keyset.page(rows, order=order, after=after, before=before, filled=True)


def all_comments(by: User, view: str) -> QuerySet[Comment]:
    """Every comment of a view, for the file."""
    rows = Comment.objects.visible_to(by).filter(VIEWS[view])
    return rows.select_related("service", "local_authority").order_by("created_at", "id")


def comment(by: User, pk: Any) -> Comment:
    """One comment of this editor's authorities. Raises NotFound."""
    rows = Comment.objects.visible_to(by).select_related(
        "service", "local_authority", "decided_by", "responded_by"
    )
    return _one(rows, pk)


def corrections(by: User, view: str, *, after: str = "", before: str = "") -> keyset.Page:
    """One page of the corrections suggested; `view` is "open" or "all"."""
    rows = Correction.objects.visible_to(by).select_related("service")
    if view == "open":
        rows = rows.filter(state=Correction.State.OPEN)
    order = "created_at" if view == "open" else "-created_at"
    return keyset.page(rows, order=order, after=after, before=before, filled=True)


def correction(by: User, pk: Any) -> Correction:
    """One correction of this editor's authorities. Raises NotFound."""
    return _one(Correction.objects.visible_to(by).select_related("service", "decided_by"), pk)


def statement(by: User, pk: Any) -> Statement:
    """One statement of this editor's authorities. Raises NotFound."""
    return _one(Statement.objects.visible_to(by).select_related("local_authority", "document"), pk)


def _one(rows: QuerySet, pk: Any) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def statements(by: User) -> list[dict[str, Any]]:
    """Of each authority of this editor: {"authority", "draft", "published", "due_on"}; `due_on` None while unknown."""
    mine = kept_by(by)
    rows = [] if mine is None else list(mine)
    found = Statement.objects.visible_to(by).select_related("document").order_by("-covers_to")
    by_authority: dict[Any, list[Statement]] = {}
    for each in found:
        by_authority.setdefault(each.local_authority_id, []).append(each)
    return [_standing(authority, by_authority.get(authority.pk, [])) for authority in rows]


def _standing(authority: Organisation, found: list[Statement]) -> dict[str, Any]:
    published = [each for each in found if each.state == Statement.State.PUBLISHED]
    last = max(published, key=lambda each: each.published_on or dt.date.min, default=None)
    return {
        "authority": authority,
        "draft": next((each for each in found if each.state == Statement.State.DRAFT), None),
        "published": published,
        "last": last,
        "due_on": last.next_due if last else None,
    }


def published_statements() -> list[Statement]:
    """Every published statement, the newest first, for the public."""
    rows = Statement.objects.filter(state=Statement.State.PUBLISHED)
    return list(rows.select_related("local_authority", "document").order_by("-published_on"))


def published_statement(pk: Any) -> Statement:
    """A published statement. Raises NotFound."""
    rows = Statement.objects.filter(state=Statement.State.PUBLISHED)
    return _one(rows.select_related("local_authority", "document", "published_by"), pk)


def next_year(authority: Organisation) -> tuple[dt.date, dt.date]:
    """The days a new statement covers unless its editor says otherwise: from the last one's end to today."""
    rows = Statement.objects.filter(local_authority=authority, state=Statement.State.PUBLISHED)
    last = rows.order_by("-covers_to").values_list("covers_to", flat=True).first()
    today = timezone.localdate()
    begin = last + dt.timedelta(days=1) if last else today - dt.timedelta(days=364)
    return min(begin, today), today


def year_of_comments(authority: Organisation, first: dt.date, last: dt.date) -> dict[str, Any]:
    """The comments sent from `first` to `last` (London days) and their answers, as plain values.

    {"counts": {"received", "published", "refused", "answered"}, "groups": [{"name", "slug", "comments":
    [{"on", "said_by", "words", "edited", "response"}]}]}; the offer as a whole comes first.
    """
    rows = Comment.objects.filter(
        local_authority=authority, created_at__date__gte=first, created_at__date__lte=last
    )
    counts = rows.aggregate(
        received=Count("pk"),
        published=Count("pk", filter=VIEWS["answer"] | VIEWS["answered"]),
        refused=Count("pk", filter=VIEWS["refused"]),
        waiting=Count("pk", filter=VIEWS["waiting"]),
        answered=Count("pk", filter=VIEWS["answered"]),
    )
    groups: dict[str, dict[str, Any]] = {}
    shown = rows.filter(state=Comment.State.PUBLISHED).select_related("service")
    for each in shown.order_by("service__name_sort", "created_at"):
        slug = each.service.slug if each.service else ""
        name = each.service.name if each.service else "The Local Offer as a whole"
        group = groups.setdefault(slug, {"name": name, "slug": slug, "comments": []})
        group["comments"].append(
            {
                "on": timezone.localdate(each.created_at).isoformat(),
                "said_by": each.get_said_by_display(),
                "words": each.words,
                "edited": each.edited,
                "response": each.response,
            }
        )
    ordered = sorted(groups.values(), key=lambda group: bool(group["slug"]))
    return {"counts": counts, "groups": ordered}

"""What the DCO team and the commissioner decide about the lines of the log."""

import datetime as dt
import uuid

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.gaps import rules
from dco_portal.gaps.actions.pushing import chain
from dco_portal.gaps.models import GapChange, GapLine, GapSource
from dco_portal.gaps.states import LineState
from dco_portal.notifications import actions as notifications
from dco_portal.organisations.models import Organisation


@transaction.atomic
def decide(
    *,
    by: User,
    line_id: uuid.UUID,
    owner: User | None,
    decision: str = "",
    board: str = "",
    board_on: dt.date | None = None,
    lock: int | None = None,
) -> GapLine:
    """Say who owns a line, what was decided and which board meeting has it; a new owner is told.

    `lock` is the line's own as the person saw it. Errors: `NotFound`, `NotAllowed`, `Conflict` when
    somebody changed it meanwhile, `Invalid` beside the field.
    """
    line = _locked(by, line_id)
    rules.check_can_decide(by, line)
    if lock is not None and lock != line.lock:
        last = line.changes.select_related("by").order_by("-created_at", "-pk").first()
        who = last.by.name if last and last.by else "Somebody"
        raise Conflict(f"{who} has changed {line.reference} meanwhile. Open it again to see how.")
    rules.check_decision(line, owner=owner, board=board, board_on=board_on)
    before = (line.owner_id, line.decision, line.board, line.board_on)
    new_owner = owner is not None and owner.pk != line.owner_id
    line.owner, line.decision = owner, decision.strip()
    line.board, line.board_on = board.strip(), board_on
    if before == (line.owner_id, line.decision, line.board, line.board_on):
        return line
    _changed(line, by=by, what=_what(before, line))
    audit.record("gaps.decide", by=by, obj=line, owner=line.owner_id or "nobody")
    if new_owner and owner is not None and owner != by:
        notifications.tell(
            recipients=[owner],
            kind="gaps.owner",
            subject=f"You own a line of the gap log: {line.reference}",
            body=f"{by.name} gave you “{line.title}” ({line.area_words}).",
            dedupe_key=f"gaps.owner:{line.pk}:{line.lock}",
            link=reverse("gaps:line", args=[line.pk]),
            reference=line.reference,
            organisation=line.organisation,
        )
    return line


@transaction.atomic
def move(*, by: User, line_id: uuid.UUID, to: str, reason: str = "") -> GapLine:
    """Take a line to another state; the ends need a reason.

    Errors: `NotFound`, `NotAllowed`, `Conflict` for a move that is not there any more, `Invalid`.
    """
    line = _locked(by, line_id)
    rules.check_can_move(by, line, to)
    rules.check_reason(to, reason)
    before = line.state
    line.state = LineState(to)
    _changed(line, by=by, what=line.get_state_display(), before=before, reason=reason.strip())
    audit.record("gaps.move", by=by, obj=line, before=before, after=line.state)
    return line


@transaction.atomic
def merge(*, by: User, line_id: uuid.UUID, into_id: uuid.UUID, reason: str = "") -> GapLine:
    """Let a line go into another: its sources count there, and so do later ones. Returns the other.

    Errors: `NotFound`, `NotAllowed`, `Conflict` when either is merged or ended, `Invalid`.
    """
    if line_id == into_id:
        raise Invalid({"into": "Choose another line"})
    line, into = _both(by, line_id, into_id)
    rules.check_can_merge(by, line, into)
    line.merged_into = into
    count = GapSource.objects.filter(line=line).update(line=into, updated_at=now())
    _changed(line, by=by, what=f"Merged into {into.reference}", reason=reason.strip())
    _changed(into, by=by, what=f"Took in {line.reference}", reason=reason.strip())
    audit.record("gaps.merge", by=by, obj=line, into=into.pk, count=count)
    return into


@transaction.atomic
def unmerge(*, by: User, line_id: uuid.UUID) -> GapLine:
    """Take a merged line out again, with the sources that were its own. Errors: as `merge`."""
    found = GapLine.objects.visible_to(by).filter(pk=line_id).first()
    if found is None:
        raise NotFound
    if found.merged_into_id is None:
        raise Conflict(f"{found.reference} is not merged.")
    line, into = _both(by, line_id, chain(found)[-1])
    rules.check_can_unmerge(by, line)
    line.merged_into = None
    count = 0
    for key in _with_merged(line):
        count += GapSource.objects.filter(
            line=into,
            local_authority=key.local_authority_id,
            service_kind=key.service_kind,
            theme=key.theme,
        ).update(line=line, updated_at=now())
    _changed(line, by=by, what=f"Taken out of {into.reference}")
    _changed(into, by=by, what=f"Gave back {line.reference}")
    audit.record("gaps.unmerge", by=by, obj=line, out_of=into.pk, count=count)
    return line


def _locked(by: User, line_id: uuid.UUID) -> GapLine:
    rows = GapLine.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("organisation", "local_authority", "owner").filter(pk=line_id)
    if (line := found.first()) is None:
        raise NotFound
    return line


def _with_merged(line: GapLine) -> list[GapLine]:
    """A line and those that went into it, which come along when it is taken out again."""
    found, new = [line], [line]
    while new:
        new = list(GapLine.objects.filter(merged_into__in=new))
        found += new
    return found


def _both(by: User, first: uuid.UUID, second: uuid.UUID) -> tuple[GapLine, GapLine]:
    """Two lines, locked in one order whoever asks."""
    rows = GapLine.objects.visible_to(by).select_for_update(of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[first, second])}
    if len(found) < 2:
        raise NotFound
    return found[first], found[second]


def _changed(
    line: GapLine, *, by: User | None, what: str, before: str = "", reason: str = ""
) -> None:
    """Keep the line and note what was done to it."""
    line.lock += 1
    line.save()
    GapChange.objects.create(
        line=line,
        by=by,
        what=what,
        from_state=before or line.state,
        to_state=line.state,
        reason=reason,
    )


def _what(before: tuple, line: GapLine) -> str:
    """Which of owner, decision and board item changed, in words."""
    owner, decision, board, board_on = before
    parts = []
    if owner != line.owner_id:
        parts.append(f"Owner: {line.owner.name if line.owner else 'nobody'}")
    if decision != line.decision:
        parts.append("Decision written" if line.decision else "Decision taken out")
    if (board, board_on) != (line.board, line.board_on):
        parts.append(f"Board item: {line.board}" if line.board else "Board item taken out")
    return "; ".join(parts)[:200]


def hand_back(leaver: User, organisation: Organisation, by: User) -> None:
    """Hook of accounts: lines of somebody who leaves are nobody's again."""
    for line in GapLine.objects.select_for_update(of=("self",)).filter(
        owner=leaver, organisation=organisation
    ):
        line.owner = None
        _changed(line, by=by, what=f"Owner: nobody, on {today().isoformat()}, for its owner left")

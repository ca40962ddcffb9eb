"""Reads of boards: lists, members, registers, what a paper or decision may be about."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from dco_portal.accounts.models import Membership, User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import roles_with
from dco_portal.common.clock import today
from dco_portal.documents import queries as documents
from dco_portal.documents.models import Attachment
from dco_portal.organisations.models import Organisation, OrganisationKind, ProviderService
from inspections.models import (
    Action,
    Attendance,
    Board,
    BoardMember,
    Decision,
    Meeting,
    MeetingAction,
    Pack,
    Paper,
    Plan,
    Priority,
    Report,
    Risk,
)
from inspections.states import MeetingState, ReportState

PAPER, PACK = "inspections.paper", "inspections.pack"
READERS = (P.SEE_BOARD_PAPERS, P.MANAGE_PLANS, P.APPROVE_PLANS)


def boards(user: User) -> QuerySet[Board]:
    """Boards in scope, the open ones first, with `next_on`, `seats` and `open_actions`."""
    coming = Meeting.objects.filter(
        board=OuterRef("pk"), state=MeetingState.PLANNED, on__gte=today()
    ).order_by("on")
    rows: QuerySet[Board] = Board.objects.visible_to(user)
    return (
        rows.select_related("la", "icb")
        .annotate(
            next_on=Subquery(coming.values("on")[:1]),
            seats=_counted(BoardMember.objects.filter(_in_force(today()), board=OuterRef("pk"))),
            open_actions=_counted(MeetingAction.objects.filter(board=OuterRef("pk"), done_on=None)),
        )
        .order_by(F("closed_on").asc(nulls_first=True), "name", "pk")
    )


def _counted(rows: QuerySet) -> Subquery:
    return Subquery(rows.order_by().values("board").annotate(n=Count("pk")).values("n"))


def _in_force(on: dt.date) -> Q:
    return Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))


def members(board: Board, on: dt.date | None = None) -> list[BoardMember]:
    """Who sits on the board on a day, the chair first; all seats ever when no day is given."""
    rows = BoardMember.objects.filter(board=board).select_related("user", "organisation")
    if on is not None:
        rows = rows.filter(_in_force(on))
    return list(rows.order_by("-is_chair", "organisation__name", "role", "pk"))


def meetings(board: Board) -> QuerySet[Meeting]:
    """A board's meetings with counts of papers and packs."""
    papers = Paper.objects.filter(meeting=OuterRef("pk"), withdrawn_on=None).order_by()
    return board.meetings.annotate(
        paper_count=Subquery(papers.values("meeting").annotate(n=Count("pk")).values("n")),
        pack_count=Subquery(
            Pack.objects.filter(meeting=OuterRef("pk"))
            .order_by()
            .values("meeting")
            .annotate(n=Count("pk"))
            .values("n")
        ),
    )


def attendance(meeting: Meeting) -> dict[uuid.UUID, Attendance]:
    """What was noted of each member, by the member's id."""
    return {row.member_id: row for row in Attendance.objects.filter(meeting=meeting)}


@dataclass(frozen=True)
class PaperLine:
    """A paper with its file, where it has one; `sha256` is of the file that opens."""

    paper: Paper
    file: Attachment | None

    @property
    def sha256(self) -> str:
        """The hash of the file, "" for a link or a report whose PDF is not ready."""
        if self.file is not None:
            return self.file.sha256
        report = self.paper.report
        return report.document.sha256 if report and report.document else ""


def papers(meeting: Meeting, *, withdrawn: bool = True) -> list[PaperLine]:
    """The papers in order with their files, in two queries."""
    rows = Paper.objects.filter(meeting=meeting).select_related(
        "report__plan", "report__document", "added_by"
    )
    found = list(
        rows.defer("report__content", "report__document__context").filter(
            Q() if withdrawn else Q(withdrawn_on=None)
        )
    )
    files = documents.attachments_of_many(owner_kind=PAPER, owner_ids=[row.pk for row in found])
    return [PaperLine(row, next(iter(files.get(row.pk, [])), None)) for row in found]


def carried(meeting: Meeting) -> QuerySet[MeetingAction]:
    """Actions of earlier meetings that were open when this one began: carried until they are done."""
    rows = MeetingAction.objects.filter(board=meeting.board_id, meeting__on__lt=meeting.on)
    return (
        rows.filter(Q(done_on=None) | Q(done_on__gte=meeting.on))
        .select_related("owner__user", "owner__organisation", "meeting")
        .order_by("due_on", "pk")
    )


def before(meeting: Meeting) -> Meeting | None:
    """The board's meeting before this one that was held."""
    rows = Meeting.objects.filter(board=meeting.board_id, on__lt=meeting.on)
    return rows.filter(state=MeetingState.HELD).order_by("-on").first()


def decisions(board: Board, *, plan: str = "", words: str = "") -> QuerySet[Decision]:
    """The register, with `held`: the day of the meeting."""
    rows = Decision.objects.filter(meeting__board=board).annotate(held=F("meeting__on"))
    if plan:
        rows = rows.filter(plan__pk=plan)
    if words:
        rows = rows.filter(text__icontains=words)
    return rows.select_related("meeting", "plan", "priority", "action", "risk")


def board_actions(
    board: Board, *, state: str = "", owner: str = "", on: dt.date | None = None
) -> QuerySet[MeetingAction]:
    """The action log; `state` is open, late or done."""
    rows = MeetingAction.objects.filter(board=board)
    wanted = {
        "open": Q(done_on=None),
        "late": Q(done_on=None, due_on__lt=on or today()),
        "done": Q(done_on__isnull=False),
    }
    if state in wanted:
        rows = rows.filter(wanted[state])
    if owner:
        rows = rows.filter(owner__pk=owner)
    return rows.select_related("meeting", "owner__user", "owner__organisation")


def plans_of(board: Board) -> QuerySet[Plan]:
    """The plans this board oversees; where none names it, those of its area. Drafts apart."""
    area = Plan.objects.filter(la=board.la_id, icb=board.icb_id).exclude(state="draft")
    own = area.filter(board=board)
    return (own if own.exists() else area.filter(board=None)).order_by("-starts_on", "pk")


def reports_for(board: Board) -> QuerySet[Report]:
    """Approved progress reports that may be a paper, the newest first."""
    rows = Report.objects.filter(
        state=ReportState.APPROVED, plan__la=board.la_id, plan__icb=board.icb_id
    )
    return rows.select_related("plan").defer("content").order_by("-ends_on", "-number")


Choices = list[tuple[str, list[tuple[str, str]]]]


def subjects(board: Board) -> Choices:
    """What a decision may be about, plan by plan: [(plan, [(key, words)])]. Four queries."""
    plans = plans_of(board).prefetch_related(
        Prefetch("priorities", Priority.objects.only("plan", "number", "title")),
        Prefetch("actions", Action.objects.only("plan", "number", "what", "place")),
        Prefetch("risks", Risk.objects.only("plan", "number", "event")),
    )
    return [
        (
            plan.title,
            [
                (f"plan:{plan.pk}", "The plan as a whole"),
                *((f"priority:{row.pk}", f"Priority {row.number}: {row.title}"[:90]) for row in plan.priorities.all()),
                *((f"action:{row.pk}", f"Action {row.number}: {row.what}"[:90]) for row in plan.actions.all()),
                *((f"risk:{row.pk}", f"Risk {row.number}: {row.event}"[:90]) for row in plan.risks.all()),
            ],
        )
        for plan in plans
    ]  # fmt: skip


def subject_of(board: Board, key: str) -> dict[str, uuid.UUID | None]:
    """The columns of a decision for a key of `subjects`; all empty for "". Raises `KeyError` for another's."""
    found: dict[str, uuid.UUID | None] = dict.fromkeys(
        ("plan_id", "priority_id", "action_id", "risk_id")
    )
    if not key:
        return found
    kind, _, text = key.partition(":")
    models: dict[str, Any] = {"priority": Priority, "action": Action, "risk": Risk}
    try:
        pk = uuid.UUID(text)
    except ValueError:
        raise KeyError(key) from None
    plans = plans_of(board)
    if kind == "plan" and plans.filter(pk=pk).exists():
        return found | {"plan_id": pk}
    if kind not in models:
        raise KeyError(key)
    part = models[kind].objects.filter(pk=pk, plan__in=plans.values("pk")).first()
    if part is None:
        raise KeyError(key)
    return found | {"plan_id": part.plan_id, f"{kind}_id": pk}


def organisations_of(board: Board) -> QuerySet[Organisation]:
    """Whose people may sit: the authority, the board, providers at work there, schools, voluntary bodies."""
    at_work = ProviderService.objects.filter(
        provider=OuterRef("pk"), closed_on=None, areas=board.la_id
    )
    rows = Organisation.objects.filter(
        Q(pk__in=[board.la_id, board.icb_id])
        | Q(kind=OrganisationKind.PROVIDER) & Exists(at_work)
        | Q(local_authority=board.la_id),
        closed_on=None,
    )
    return rows.order_by("kind", "name")


def holders(board: Board) -> QuerySet[User]:
    """People with an account who may read board papers, of the organisations that may sit."""
    roles = {code for permission in READERS for code in roles_with(permission)}
    there = Membership.objects.in_force().filter(
        user=OuterRef("pk"), role__in=roles, organisation__in=organisations_of(board).values("pk")
    )
    return User.objects.filter(Exists(there), is_active=True).order_by("name", "pk")


def packs(meeting: Meeting) -> list[Pack]:
    """The packs of a meeting, the newest first, without what they hold."""
    rows = Pack.objects.filter(meeting=meeting).select_related("document", "made_by")
    return list(rows.defer("content"))

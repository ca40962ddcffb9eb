"""Improvement boards: members, meetings, papers, decisions, actions, and what the board saw on the day."""

from django.db import models
from django.db.models import F, Q

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from dco_portal.documents.models import Document
from dco_portal.organisations.models import Organisation
from inspections.models.scope import BoardPartQuerySet, BoardQuerySet, OfMeetingQuerySet
from inspections.states import MeetingState, Presence


class Board(Stamped):
    """A SEND improvement or partnership board of an area."""

    la = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    purpose = models.TextField(blank=True)
    chair = models.CharField(
        max_length=160, blank=True, help_text="A role, such as independent chair."
    )
    reports_to = models.CharField(max_length=200, blank=True)
    quorum = models.PositiveSmallIntegerField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = BoardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["la", "icb", "name"], name="board_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class BoardMember(Stamped):
    """A seat on the board, held by a person with an account or by a role in words."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(max_length=160)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    is_chair = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = BoardPartQuerySet.as_manager()

    class Meta:
        ordering = ["-is_chair", "role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="board_member_in_order"
            ),
            models.UniqueConstraint(
                fields=["board", "user"],
                condition=Q(until=None, user__isnull=False),
                name="board_member_once",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "board"], name="board_member_body")]

    def __str__(self) -> str:
        return self.role


class Meeting(Stamped):
    """One meeting of a board."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="meetings")
    on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    where = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    minutes = models.TextField(blank=True)
    cancelled_because = models.CharField(max_length=300, blank=True)

    objects = BoardPartQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "on"],
                condition=~Q(state="cancelled"),
                name="meeting_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled") ^ Q(cancelled_because=""),
                name="meeting_cancelled_has_words",
            ),
        ]
        indexes = [models.Index(fields=["board", "-on", "id"], name="meeting_board")]

    def __str__(self) -> str:
        return f"{self.board} {self.on}"


class Attendance(Stamped):
    """Whether a member came."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    member = models.ForeignKey(BoardMember, on_delete=models.PROTECT, related_name="attendance")
    presence = models.CharField(max_length=10, choices=Presence)
    deputy = models.CharField(max_length=160, blank=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(presence="deputy") ^ Q(deputy=""), name="attendance_deputy_is_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.presence}"


class Paper(Stamped):
    """A paper of a meeting: a file (`documents.Attachment` of owner kind inspections.paper), a link or a progress report."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, help_text="What the board is asked to do.")
    link = models.URLField(max_length=500, blank=True)
    report = models.ForeignKey(
        "inspections.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="paper_number_once"),
            models.CheckConstraint(
                condition=Q(link="") | Q(report=None), name="paper_link_or_report"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Decision(Stamped):
    """What the board decided, about a plan or a part of it where it is about one."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    plan = models.ForeignKey(
        "inspections.Plan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    priority = models.ForeignKey(
        "inspections.Priority", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    action = models.ForeignKey(
        "inspections.Action",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    risk = models.ForeignKey(
        "inspections.Risk",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
    )

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="decision_number_once")
        ]
        indexes = [models.Index(fields=["plan", "-created_at"], name="decision_plan")]

    def __str__(self) -> str:
        return f"Decision {self.number}"


class MeetingAction(Stamped):
    """Something the board asked of somebody."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField()
    what = models.TextField()
    owner = models.ForeignKey(BoardMember, on_delete=models.PROTECT, related_name="actions")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)

    objects = BoardPartQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meeting_action_once")
        ]
        indexes = [
            models.Index(
                fields=["board", "due_on", "id"],
                name="meeting_action_open",
                condition=Q(done_on=None),
            )
        ]

    def __str__(self) -> str:
        return self.what[:60]


class Pack(Stamped):
    """What the board was given before a meeting, frozen: exactly what it saw. Later packs are new rows."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="board_pack_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.meeting} pack {self.number}"

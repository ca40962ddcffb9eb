"""Ready for inspection: what inspectors ask for, the request log of an inspection or rehearsal, tracked children."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.children.models import Child
from dco_portal.children.scope import involved
from dco_portal.common.models import Stamped
from dco_portal.documents.models import Document
from dco_portal.organisations.models import Organisation
from inspections.models.inspection import Inspection
from inspections.models.scope import RunQuerySet, own_area
from inspections.states import ExerciseKind, InspectorRequestState, ReadinessKind


class ReadinessItem(Stamped):
    """One document or data set inspectors ask for, kept for an area: who keeps it, of when, what is missing.

    Files are `documents.Attachment`s of owner kind inspections.readinessitem. `live_key` names what the
    portal makes itself.
    """

    la = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=ReadinessKind)
    title = models.CharField(max_length=200)
    what = models.TextField(blank=True)
    inferred = models.BooleanField(
        default=True, help_text="From our own working list, not the handbook's words."
    )
    live_key = models.CharField(max_length=40, blank=True)
    owner = models.CharField(max_length=160, blank=True)
    owner_user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dated = models.DateField("date of the newest version", null=True, blank=True)
    version = models.CharField(max_length=40, blank=True)
    review_on = models.DateField(null=True, blank=True)
    link = models.URLField(max_length=500, blank=True)
    gap = models.TextField("what is missing", blank=True)
    not_needed = models.BooleanField(default=False)
    not_needed_words = models.CharField(max_length=300, blank=True)
    lock = models.PositiveIntegerField(default=0)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["la", "icb", "number"], name="readiness_number_once"),
            models.CheckConstraint(
                condition=Q(not_needed=False) | ~Q(not_needed_words=""),
                name="readiness_not_needed_has_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["review_on", "id"],
                name="readiness_review",
                condition=Q(not_needed=False, review_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Exercise(Stamped):
    """An inspection that is under way, or a rehearsal of one: the room in which requests are logged."""

    la = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ExerciseKind)
    inspection = models.ForeignKey(
        Inspection, null=True, blank=True, on_delete=models.PROTECT, related_name="exercises"
    )
    title = models.CharField(max_length=160)
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    lessons = models.TextField(blank=True)
    begun_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-began_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("began_on")),
                name="exercise_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["la", "icb", "kind"],
                condition=Q(ended_on=None),
                name="exercise_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["la", "-began_on", "id"], name="exercise_la"),
            models.Index(fields=["icb", "-began_on", "id"], name="exercise_icb"),
        ]

    def __str__(self) -> str:
        return self.title


class OfExerciseQuerySet(models.QuerySet):
    """Rows of an exercise, for those who run it."""

    def visible_to(self, user: User) -> "OfExerciseQuerySet":
        """Those of the own area."""
        if user.membership is None or not user.may(P.RUN_INSPECTION):
            return self.none()
        return self.filter(own_area(user, "exercise__"))


class TrackedQuerySet(OfExerciseQuerySet):
    """Tracked children: only for people who have a part in the child's case."""

    def visible_to(self, user: User) -> "TrackedQuerySet":
        """Those of the own area whose child's record the reader may open."""
        part = involved(user, child_id=OuterRef("child_id"))
        if part is None:
            return self.none()
        if user.membership is None or not user.may(P.RUN_INSPECTION):
            return self.none()
        return self.filter(Q(part), own_area(user, "exercise__"))


class InspectorRequest(Stamped):
    """Something inspectors asked for: what, when, by when, who holds it, sent when. Words name no child.

    `due_on` is two days after for documents of a tracked child (2023 framework), else local policy or
    what the inspectors said.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="requests")
    number = models.PositiveSmallIntegerField()
    what = models.TextField()
    tracked = models.ForeignKey(
        "inspections.TrackedChild",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="requests",
    )
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    due_rule = models.CharField(max_length=40, help_text="A rule's or policy's name, or said.")
    holder = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    holder_words = models.CharField(max_length=160, blank=True)
    state = models.CharField(
        max_length=10, choices=InspectorRequestState, default=InspectorRequestState.OPEN
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_words = models.CharField(
        max_length=300, blank=True, help_text="How it was sent, or why it was withdrawn."
    )

    objects = OfExerciseQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "number"], name="inspector_request_once"),
            models.CheckConstraint(
                condition=Q(state="sent") ^ Q(sent_at=None), name="inspector_request_sent_when"
            ),
        ]
        indexes = [
            models.Index(
                fields=["exercise", "due_on", "id"],
                name="inspector_request_open",
                condition=Q(state="open"),
            )
        ]

    def __str__(self) -> str:
        return f"Request {self.number}"


class TrackedChild(Stamped):
    """A child whose case inspectors follow: up to six. In lists only by letter."""

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="tracked")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    letter = models.CharField(max_length=1)
    redactions = ArrayField(
        models.CharField(max_length=120), default=list, blank=True,
        help_text="Words to take out of the bundle, such as a sibling's name. Never logged.",
    )  # fmt: skip
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["letter"]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "letter"], name="tracked_letter_once"),
            models.UniqueConstraint(fields=["exercise", "child"], name="tracked_child_once"),
            models.CheckConstraint(
                condition=Q(letter__in=["A", "B", "C", "D", "E", "F"]), name="tracked_up_to_six"
            ),
        ]

    def __str__(self) -> str:
        return f"Child {self.letter}"


class ChildBundle(Stamped):
    """The papers of a tracked child as they were bundled: an indexed PDF, and its attachments in a ZIP."""

    tracked = models.ForeignKey(TrackedChild, on_delete=models.PROTECT, related_name="bundles")
    number = models.PositiveSmallIntegerField()
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    items = models.PositiveIntegerField(default=0)
    redacted = models.PositiveIntegerField(default=0, help_text="Places taken out.")
    # Attachments: id, sha256, path and size of each as it was when the bundle was made; the ZIP when asked for.
    files = models.JSONField(default=list, blank=True)
    zip_asked_at = models.DateTimeField(null=True, blank=True)
    zip_sha256 = models.CharField(max_length=64, blank=True)
    zip_size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Bytes.")
    zip_left_out = models.JSONField(default=list, blank=True, help_text="Paths, and why.")
    zip_failed = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["tracked", "number"], name="child_bundle_once"),
            models.CheckConstraint(
                condition=Q(zip_sha256="", zip_size=None)
                | Q(zip_size__isnull=False) & ~Q(zip_sha256=""),
                name="child_bundle_zip_has_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tracked} bundle {self.number}"

"""Meetings with parent carer forums and young people: what was heard, what was done."""

from django.db import models
from django.db.models import Q

from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation, Place
from dco_portal.practice.scope import DeskQuerySet
from dco_portal.practice.states import HeardState


class Meeting(Stamped):
    """A meeting, visit or survey in which families or young people were heard."""

    class With(models.TextChoices):
        FORUM = "forum", "Parent carer forum"
        YOUNG = "young", "Children and young people"
        FAMILIES = "families", "Families"
        SCHOOLS = "schools", "Schools and settings"
        OTHER = "other", "Others"

    reference = models.CharField(max_length=20, unique=True)
    icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    held_on = models.DateField()
    with_kind = models.CharField("with", max_length=10, choices=With)
    with_whom = models.CharField("name of the group", max_length=200)
    about = models.TextField("what it was about")
    people = models.PositiveSmallIntegerField("how many came", null=True, blank=True)
    lock = models.PositiveIntegerField(default=0)

    objects = DeskQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]
        indexes = [models.Index(fields=["icb", "-held_on", "-id"], name="practice_meeting_idx")]

    def __str__(self) -> str:
        return self.reference


class HeardQuerySet(models.QuerySet):
    """Things heard."""

    def public(self) -> "HeardQuerySet":
        """What was published."""
        return self.exclude(published_at=None)

    def visible_to(self, user) -> "HeardQuerySet":
        """Those of the team's meetings."""
        return self.filter(meeting__in=Meeting.objects.visible_to(user))


class Heard(Stamped):
    """“You said, we did”: one thing that was said, and the answer to it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="heard")
    said = models.TextField("you said")
    did = models.TextField("we did", blank=True)
    state = models.CharField(max_length=10, choices=HeardState, default=HeardState.HEARD)
    answered_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    lock = models.PositiveIntegerField(default=0)

    objects = HeardQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"], name="practice_heard_public_idx",
                condition=Q(published_at__isnull=False),
            )
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(state="heard") | ~Q(did=""), name="practice_heard_answer_in_words"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(did=""),
                name="practice_heard_published_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.get_state_display()}"

"""Published answers: anonymised, written by one person and approved by another, with every version kept."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation, ServiceKind
from enquiries.models.enquiry import Enquiry
from enquiries.models.scope import AnswerQuerySet
from enquiries.states import AnswerState, Topic


class Answer(Stamped):
    """One question and its answer for everybody. The words stand in its versions; `live` is published.

    While a change waits for its approver, what is live stays so.
    """

    reference = models.CharField(max_length=20, unique=True, help_text="Such as ANS-2026-000123.")
    icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="answers")
    enquiry = models.ForeignKey(
        Enquiry, null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    topic = models.CharField(max_length=12, choices=Topic)
    service = models.CharField(max_length=30, choices=ServiceKind, blank=True)
    state = models.CharField(max_length=10, choices=AnswerState, default=AnswerState.DRAFT)
    live = models.OneToOneField(
        "enquiries.AnswerVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="live_for",
    )
    reviewed_on = models.DateField("last reviewed on", null=True, blank=True)
    review_on = models.DateField("to be reviewed by", null=True, blank=True)
    helped = models.PositiveIntegerField(
        default=0, help_text="How often somebody said that it answers their question."
    )
    withdrawn_reason = models.TextField(blank=True)
    search = SearchVectorField(null=True, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(live__isnull=False, reviewed_on__isnull=False, review_on__isnull=False),
                name="answer_published_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""),
                name="answer_withdrawn_has_reason",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="answer_search", condition=Q(state="published")),
            models.Index(fields=["icb", "-updated_at", "-id"], name="answer_desk"),
            models.Index(
                fields=["-reviewed_on", "-id"], name="answer_public", condition=Q(state="published")
            ),
            models.Index(
                fields=["review_on"], name="answer_review", condition=Q(state="published")
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class AnswerVersion(Stamped):
    """The words of an answer as one person wrote them; `findings` is what the check pointed at."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        CHECKING = "checking", "Waiting for the approver"
        PUBLISHED = "published", "Published"
        REPLACED = "replaced", "Replaced"

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=200)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True, help_text="Why the approver sent it back.")
    findings = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="answer_number_once"),
            models.UniqueConstraint(
                fields=["answer"],
                condition=Q(state__in=["draft", "checking"]),
                name="answer_one_change_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "replaced"])
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="answer_published_was_checked",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("written_by")),
                name="answer_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer.reference} version {self.number}"

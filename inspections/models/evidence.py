"""Evidence, risks, what families said and what was done, and videos."""

from django.db import models
from django.db.models import F, Q

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from inspections.models.action import Action
from inspections.models.measure import Measure
from inspections.models.plan import Plan, Priority
from inspections.models.scope import OfActionQuerySet, PartQuerySet
from inspections.states import RiskState, Strength, Voice, VoiceState


class Evidence(Stamped):
    """A file, link or words that show something. Files are `documents.Attachment`s of owner kind inspections.evidence.

    Only what somebody other than its giver has verified counts towards a blue rating.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="evidence")
    priority = models.ForeignKey(
        Priority, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    title = models.CharField(max_length=200)
    strength = models.PositiveSmallIntegerField(choices=Strength)
    on = models.DateField(help_text="Of what it shows.")
    words = models.TextField(
        blank=True, help_text="What it shows, or a quotation nobody can be known by."
    )
    link = models.URLField(max_length=500, blank=True)
    public = models.BooleanField(default=False)
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    verified_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_words = models.TextField(blank=True)

    objects = OfActionQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_by=None) ^ Q(verified_on__isnull=False),
                name="evidence_verified_has_day",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None) | Q(given_by=None) | ~Q(verified_by=F("given_by")),
                name="evidence_verified_by_another",
            ),
            models.CheckConstraint(
                condition=Q(strength__gte=1, strength__lte=4), name="evidence_strength_known"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdrawn_words=""),
                name="evidence_withdrawn_has_words",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "-on", "id"], name="evidence_plan"),
            models.Index(fields=["action", "strength"], name="evidence_action"),
        ]

    def __str__(self) -> str:
        return self.title


class Risk(Stamped):
    """What may go wrong: cause, event, effect; likelihood × impact, each 1 to 5; control and owner."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="risks")
    number = models.PositiveSmallIntegerField()
    cause = models.TextField()
    event = models.TextField()
    effect = models.TextField()
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    target_score = models.PositiveSmallIntegerField(null=True, blank=True)
    control = models.TextField()
    owner = models.CharField(max_length=160)
    review_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=RiskState, default=RiskState.OPEN)
    closed_words = models.TextField(blank=True)
    actions = models.ManyToManyField(Action, related_name="risks", blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="risk_number_once"),
            models.CheckConstraint(
                condition=Q(likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5),
                name="risk_score_in_range",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(closed_words=""), name="risk_closed_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"Risk {self.number}"

    @property
    def score(self) -> int:
        """Likelihood times impact, 1 to 25."""
        return self.likelihood * self.impact


class RiskChange(models.Model):
    """A risk's score as it was given, when and why. Never changed (database trigger)."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="changes")
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=RiskState)
    words = models.TextField(blank=True)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["risk", "id"], name="risk_history")]

    def __str__(self) -> str:
        return f"{self.likelihood} × {self.impact}"


class Said(Stamped):
    """You said, we did: what was heard from whom, and what came of it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="said")
    priority = models.ForeignKey(
        Priority, null=True, blank=True, on_delete=models.PROTECT, related_name="said"
    )
    who = models.CharField(max_length=8, choices=Voice)
    said = models.TextField()
    heard_on = models.DateField()
    heard_at = models.CharField(max_length=200, blank=True, help_text="Such as: forum survey.")
    did = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=VoiceState, default=VoiceState.HEARD)
    answered_on = models.DateField(null=True, blank=True)
    public = models.BooleanField(default=False)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["-heard_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="heard") | ~Q(did=""), name="said_answered_has_words"
            ),
            models.CheckConstraint(
                condition=Q(public=False) | ~Q(state="heard"), name="said_public_is_answered"
            ),
        ]
        indexes = [models.Index(fields=["plan", "-heard_on", "id"], name="said_plan")]

    def __str__(self) -> str:
        return self.said[:60]


class Video(Stamped):
    """A summary film on the public page: a link or a file (`documents.Attachment`), always with its transcript."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="videos")
    title = models.CharField(max_length=160)
    on = models.DateField()
    link = models.URLField(max_length=500, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    transcript = models.TextField()
    captions = models.TextField(
        blank=True, help_text="WebVTT, for a film kept here: played in the page only with captions."
    )
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(transcript=""), name="video_has_transcript")
        ]

    def __str__(self) -> str:
        return self.title

"""The monthly asking: which lead was asked about which action, and what they said."""

from django.db import models
from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from inspections.models.action import Action
from inspections.models.plan import Plan
from inspections.models.scope import OfActionQuerySet, PartQuerySet
from inspections.states import Rating, UpdateState


class Round(Stamped):
    """One month's asking of all leads of a plan. `month` is its first day."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="rounds")
    month = models.DateField()
    asked_on = models.DateField()
    due_on = models.DateField(help_text="Local policy.")

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["plan", "month"], name="round_once")]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"


class Asked(Stamped):
    """One action of a round. `person` was asked; the lead is whoever leads the action when the update is given."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="asked")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="asked")
    state = models.CharField(max_length=8, choices=UpdateState, default=UpdateState.ASKED)
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reminded_on = models.DateField(null=True, blank=True)

    objects = OfActionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "action"], name="asked_once")]
        indexes = [models.Index(fields=["action", "-created_at"], name="asked_action")]

    def __str__(self) -> str:
        return f"{self.action} {self.round}"


class UpdateDraftQuerySet(models.QuerySet):
    """Half-typed updates: nobody reads another's."""

    def visible_to(self, user: User) -> "UpdateDraftQuerySet":
        """One's own."""
        return self.none() if user.membership is None else self.filter(by=user)


class UpdateDraft(Stamped):
    """What somebody has typed of an update and not given yet; theirs alone. `lock` counts its savings."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField(default=dict)
    lock = models.PositiveIntegerField(default=0)

    objects = UpdateDraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "by"], name="update_draft_once")]

    def __str__(self) -> str:
        return f"Draft of {self.action}"


class Update(models.Model):
    """What a lead (or manager) said of an action, as it was said. Never changed (database trigger)."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="updates")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="updates")
    round = models.ForeignKey(
        Round, null=True, blank=True, on_delete=models.CASCADE, related_name="updates"
    )
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    narrative = models.TextField()
    next_steps = models.TextField(blank=True)
    help_needed = models.TextField(blank=True)
    percent = models.PositiveSmallIntegerField()
    delivery = models.CharField(max_length=8, choices=Rating)
    impact = models.CharField(max_length=8, choices=Rating)

    objects = OfActionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="update_percent_in_range"),
            models.CheckConstraint(condition=~Q(narrative=""), name="update_says_something"),
        ]
        indexes = [models.Index(fields=["action", "-id"], name="update_action")]

    def __str__(self) -> str:
        return f"{self.action} {self.on}"

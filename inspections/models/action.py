"""Actions of a plan, their milestones, and every change of their ratings and dates."""

from django.db import models
from django.db.models import F, Q

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation
from inspections.models.plan import Plan, Priority
from inspections.models.scope import ActionQuerySet, OfActionQuerySet
from inspections.states import ActionState, DateChangeState, Rating, Scale


class Action(Stamped):
    """What somebody will do by when. `original_due_on` never changes; `due_on` only with an approver.

    `lead` has an account and gives updates; `lead_words` is who leads in words, for plans that
    name a role. `delivery` and `impact` are the last ratings given: `rules.ratings.shown` tells what
    they come to today. `percent` is 0 to 100.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="actions")
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="actions")
    number = models.CharField(max_length=12, help_text="Such as 2.3.")
    place = models.PositiveIntegerField(default=0, help_text="Order within the plan.")
    what = models.TextField()
    workstream = models.CharField(max_length=80, blank=True)
    lead = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_actions"
    )
    lead_words = models.CharField(max_length=160, blank=True)
    lead_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    co_lead = models.CharField(max_length=160, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    original_due_on = models.DateField()
    depends_on = models.ManyToManyField(
        "self", symmetrical=False, related_name="needed_by", blank=True
    )
    depends_words = models.CharField("other dependency", max_length=300, blank=True)
    resource = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=ActionState, default=ActionState.OPEN)
    delivery = models.CharField(max_length=8, choices=Rating, default=Rating.NOT_DUE)
    impact = models.CharField(max_length=8, choices=Rating, default=Rating.NOT_DUE)
    percent = models.PositiveSmallIntegerField(default=0)
    narrative = models.TextField("how it stands", blank=True)
    next_steps = models.TextField(blank=True)
    help_needed = models.TextField("what is in the way, and what help is needed", blank=True)
    updated_on = models.DateField(null=True, blank=True, help_text="Of the last update given.")
    ended_on = models.DateField(null=True, blank=True)
    lock = models.PositiveIntegerField(default=0)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="action_number_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on__gte=F("starts_on")),
                name="action_due_after_start",
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="action_percent_in_range"),
            models.CheckConstraint(
                condition=Q(state="open") ^ Q(ended_on__isnull=False), name="action_ended_has_day"
            ),
            models.CheckConstraint(
                condition=Q(lead=None) | Q(lead_organisation__isnull=False),
                name="action_lead_acts_for_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "place", "id"], name="action_plan"),
            models.Index(
                fields=["lead", "due_on", "id"], name="action_lead_open", condition=Q(state="open")
            ),
            models.Index(fields=["plan", "due_on"], name="action_due", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"Action {self.number}"


class Milestone(Stamped):
    """A step of an action, due at 3, 6, 12 or 18 months or on any day; planned and actual."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="milestones")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="milestones")
    what = models.CharField(max_length=300)
    months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Months after the plan's start, where it is one of those."
    )
    due_on = models.DateField()
    original_due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)

    objects = OfActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["plan", "due_on"], name="milestone_plan_due")]

    def __str__(self) -> str:
        return self.what


class RatingChange(models.Model):
    """Who rated an action how, when and why. Never changed (database trigger). `by` is empty for the portal."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="rating_changes")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="rating_changes")
    scale = models.CharField(max_length=8, choices=Scale)
    before = models.CharField(max_length=8, choices=Rating)
    after = models.CharField(max_length=8, choices=Rating)
    words = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)
    on = models.DateField(help_text="The London day it counts from.")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfActionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="rating_change_changes")
        ]
        indexes = [
            models.Index(fields=["action", "scale", "id"], name="rating_history"),
            models.Index(fields=["plan", "on"], name="rating_plan_day"),
        ]

    def __str__(self) -> str:
        return f"{self.scale}: {self.before} → {self.after}"


class DateChange(Stamped):
    """A due date somebody asked to move: from, to, why, and who allowed or refused it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="date_changes")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="date_changes")
    milestone = models.ForeignKey(
        Milestone, null=True, blank=True, on_delete=models.PROTECT, related_name="date_changes"
    )
    before = models.DateField()
    after = models.DateField()
    reason = models.TextField()
    state = models.CharField(max_length=8, choices=DateChangeState, default=DateChangeState.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(null=True, blank=True)
    decision_words = models.TextField(blank=True)

    objects = OfActionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="date_change_changes"),
            models.CheckConstraint(
                condition=Q(state="asked") ^ Q(decided_by__isnull=False, decided_on__isnull=False),
                name="date_change_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="date_change_two_people",
            ),
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(state="asked", milestone=None),
                name="date_change_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["milestone"],
                condition=Q(state="asked"),
                name="date_change_milestone_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["plan", "created_at", "id"],
                name="date_change_waiting",
                condition=Q(state="asked"),
            ),
            models.Index(fields=["plan", "decided_on"], name="date_change_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"

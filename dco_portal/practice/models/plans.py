"""Individual healthcare plans (“Supporting pupils at school with medical conditions”).

A plan is the school's own record. It is not joined to the child's record of the health services,
and neither the DCO team nor anybody of the NHS or the authority can see it here.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation
from dco_portal.practice.scope import PlanQuerySet
from dco_portal.practice.states import PlanState


class HealthcarePlan(Stamped):
    """A pupil's plan as it stands. `content` holds the answers of the form by their names."""

    reference = models.CharField(max_length=20, unique=True)
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    pupil = models.CharField("pupil’s name", max_length=160)
    born_on = models.DateField("date of birth")
    content = models.JSONField(default=dict)
    review_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    ended_because = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0, help_text="Goes up when it is put into use.")
    lock = models.PositiveIntegerField(default=0)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["review_on", "id"]
        indexes = [
            models.Index(fields=["school", "state", "review_on", "id"], name="practice_plan_idx"),
            models.Index(
                fields=["review_on"], name="practice_plan_due_idx", condition=Q(state="in_use")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="in_use") | Q(review_on__isnull=False, version__gte=1),
                name="practice_plan_in_use_has_review",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class PlanVersion(Stamped):
    """A plan as it was put into use. Never changed."""

    plan = models.ForeignKey(HealthcarePlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    pupil = models.CharField(max_length=160)
    born_on = models.DateField()
    content = models.JSONField()
    review_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    document = models.UUIDField("its PDF", null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="practice_plan_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan}, version {self.number}"

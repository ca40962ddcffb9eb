"""Concerns about services, raised with the partners who run or buy them. No child is named."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation, ProviderService
from dco_portal.practice.scope import DeskQuerySet
from dco_portal.practice.states import ConcernState


class Concern(Stamped):
    """One concern: about whom, what about, what was asked, what came of it."""

    class Theme(models.TextChoices):
        WAITING = "waiting", "Waiting times"
        ACCESS = "access", "Access and criteria"
        QUALITY = "quality", "Quality of advice or care"
        LATE = "late", "Late or missing advice"
        COMMUNICATION = "communication", "Communication with families"
        PROVISION = "provision", "Provision in a plan not made"
        TRANSITION = "transition", "Moving to adult services"
        STAFFING = "staffing", "Staffing"
        OTHER = "other", "Something else"

    class Source(models.TextChoices):
        FAMILY = "family", "Families"
        SCHOOL = "school", "A school or college"
        LA = "la", "The local authority"
        CLINICIAN = "clinician", "A clinician"
        DATA = "data", "Our own figures"
        BOARD = "board", "A board or inspection"

    reference = models.CharField(max_length=20, unique=True)
    icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(
        ProviderService, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    theme = models.CharField(max_length=15, choices=Theme)
    source = models.CharField("who raised it", max_length=10, choices=Source)
    noted_on = models.DateField()
    words = models.TextField("the concern")
    raised_with = models.CharField("raised with", max_length=200, blank=True)
    raised_on = models.DateField(null=True, blank=True)
    action = models.TextField("action agreed", blank=True)
    action_by = models.DateField("action due", null=True, blank=True)
    outcome = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ConcernState, default=ConcernState.NOTED)
    lock = models.PositiveIntegerField(default=0)

    objects = DeskQuerySet.as_manager()

    class Meta:
        ordering = ["-noted_on", "-id"]
        indexes = [
            models.Index(fields=["icb", "state", "-noted_on", "-id"], name="practice_concern_idx")
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(outcome="") & Q(closed_on__isnull=False)),
                name="practice_concern_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["noted", "closed"]) | ~Q(raised_with=""),
                name="practice_concern_raised_with_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ConcernNote(Stamped):
    """What happened to a concern: who, when, from, to, in words. Never changed."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.concern}: {self.to_state}"

"""What may follow a notification: an onward referral with its own consent, and prompts by the clock."""

from django.db import models
from django.db.models import F, Q

from dco_portal.accounts.models import User
from dco_portal.children.scope import ScopedQuerySet
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation, ProviderService
from referrals.models.notification import How, Notification


class OnwardReferral(Stamped):
    """A referral to a service. The notice is no referral: this one needs the parent's consent of its own."""

    class State(models.TextChoices):
        SENT = "sent", "Sent to the service"
        ACCEPTED = "accepted", "Accepted by the service"
        DECLINED = "declined", "Not accepted by the service"
        WITHDRAWN = "withdrawn", "Withdrawn"

    reference = models.CharField(
        max_length=24, unique=True, help_text="Such as S23-2026-000123-R1."
    )
    notification = models.ForeignKey(
        Notification, on_delete=models.PROTECT, related_name="onward_referrals"
    )
    service = models.ForeignKey(
        ProviderService, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    described = models.CharField("another service", max_length=200, blank=True)
    reason = models.TextField("why, and what is asked")
    # Consent to this referral alone.
    consent_by = models.CharField("who agreed", max_length=120)
    consent_on = models.DateField()
    consent_how = models.CharField(max_length=10, choices=How)
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField()
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_words = models.TextField(blank=True)
    document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(service__isnull=False) ^ ~Q(described=""), name="s23_onward_names_one"
            ),
            models.CheckConstraint(
                condition=~Q(consent_by="") & Q(consent_on__lte=F("sent_on")),
                name="s23_onward_with_consent",
            ),
            models.CheckConstraint(
                condition=Q(state="sent") ^ Q(answered_at__isnull=False), name="s23_onward_answered"
            ),
        ]
        indexes = [models.Index(fields=["service", "-sent_on"], name="s23_onward_service")]

    def __str__(self) -> str:
        return self.reference


class Prompt(Stamped):
    """Something the clock brings up once about a notification: raised for a side, done by a person."""

    class Kind(models.TextChoices):
        TWO_YEAR = "two_year", "Two-year review is due"
        ADMISSION = "admission", "Apply for a school place this year"
        SCHOOL_AGE = "school_age", "Reaches compulsory school age"
        MOVED = "moved", "Has moved to another authority"
        NOT_ACKNOWLEDGED = "unread", "Not acknowledged by the local authority"
        NO_OUTCOME = "no_outcome", "No outcome recorded"

    notification = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="prompts")
    kind = models.CharField(max_length=10, choices=Kind)
    due_on = models.DateField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", help_text="Who is prompted."
    )
    raised_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_words = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "kind", "organisation"], name="s23_prompt_once"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(raised_at__isnull=False),
                name="s23_prompt_done_after_raised",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="s23_prompt_waiting", condition=Q(raised_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.notification.reference} {self.kind}"

"""Keeping the directory true: what was published when, what is proposed, who confirmed or hid it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation
from local_offer.models.directory import Service
from local_offer.scope import ServiceQuerySet

__all__ = ["Confirmation", "Proposal", "ProposalRemark", "StateChange", "Version"]


class Version(Stamped):
    """What an entry said when it was published, whole (`content.read`). Never changed."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["service", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.service}, version {self.number}"


class ProposalQuerySet(models.QuerySet):
    """Proposals, seen with the entry they are about."""

    def visible_to(self, user) -> "ProposalQuerySet":
        """Those on entries that this person may open."""
        entries: ServiceQuerySet = Service.objects.visible_to(user)
        return self.filter(service__in=entries)


class Proposal(Stamped):
    """A change somebody proposes: the whole content they want, against the version they saw.

    At most one is open per entry; a second editor is shown the first's.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Being written"
        SUBMITTED = "submitted", "Waiting for a decision"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Not accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="proposals")
    base_version = models.PositiveIntegerField(help_text="0: the entry was never published.")
    content = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    comment = models.TextField(blank=True, help_text="The proposer’s words to the editor.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lock = models.PositiveIntegerField(default=0, help_text="Goes up with every saved change.")
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField("why it was not accepted", blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(state__in=["draft", "submitted"]),
                name="proposal_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(reason=""), name="proposal_rejected_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "rejected"])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="proposal_decided_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at", "id"], name="proposal_queue_idx")]

    def __str__(self) -> str:
        return f"{self.service}: {self.get_state_display()}"


class ProposalRemark(Stamped):
    """A word between the proposer and the editors about a proposal. Never changed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="remarks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="remark_says_something")]

    def __str__(self) -> str:
        return f"On {self.proposal}"


class Confirmation(Stamped):
    """Somebody said an entry is still correct. `before` is how the entry stood, for taking it back."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="confirmations")
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(
        default=dict, help_text="Values of the entry's columns before, by column."
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-on"]
        indexes = [models.Index(fields=["on"], name="confirmation_on_idx")]

    def __str__(self) -> str:
        return f"{self.service} confirmed {self.on}"


class StateChange(Stamped):
    """An entry's move from one state to another: who, when, why. Never changed."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="state_changes")
    before = models.CharField(max_length=10, choices=Service.State)
    after = models.CharField(max_length=10, choices=Service.State)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["service", "-at", "-id"]
        indexes = [models.Index(fields=["service", "-at"], name="service_change_idx")]

    def __str__(self) -> str:
        return f"{self.service}: {self.get_after_display()}"

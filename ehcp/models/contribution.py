"""One service's part of the advice: its versions, comments on them, and lawful exceptions."""

from django.db import models
from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.children.scope import ScopedQuerySet
from dco_portal.common.models import Stamped
from dco_portal.documents.models import Attachment, Document
from dco_portal.organisations.models import ProviderService
from ehcp.models.request import AdviceRequest
from ehcp.states import ContributionState


class Contribution(Stamped):
    """What one service is asked for. It keeps the request's statutory date; `service_date` is policy."""

    request = models.ForeignKey(
        AdviceRequest, on_delete=models.PROTECT, related_name="contributions"
    )
    service = models.ForeignKey(
        ProviderService, on_delete=models.PROTECT, related_name="contributions"
    )
    reference = models.CharField(max_length=24, unique=True, help_text="Such as EHC-2026-000123-2.")
    ask = models.TextField("what this service is asked", blank=True)
    state = models.CharField(
        max_length=12, choices=ContributionState, default=ContributionState.UNALLOCATED
    )
    required = models.BooleanField(default=True)
    named_adviser = models.BooleanField(
        default=False,
        help_text="The DCO named this professional because no service knew the child.",
    )
    clinician = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="contributions"
    )
    due_on = models.DateField()
    service_date = models.DateField()
    signed_off_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contributions_signed_off",
    )
    signed_off_at = models.DateTimeField(null=True, blank=True)
    picked_for_sample = models.BooleanField(default=False)
    sent_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="contributions_sent"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # "Not known to this service".
    searched = models.TextField("what was searched", blank=True)
    next_route = models.TextField("who may know the child", blank=True)
    ended_reason = models.TextField(blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "service"],
                condition=~Q(state="withdrawn"),
                name="contribution_once_per_service",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_known") | (~Q(searched="") & ~Q(next_route="")),
                name="contribution_not_known_says_what_was_searched",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="contribution_sent_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["writing", "signed"]) | Q(clinician__isnull=False),
                name="contribution_written_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["service", "state", "due_on"], name="contribution_service")]

    def __str__(self) -> str:
        return self.reference

    @staticmethod
    def state_name(code: str) -> str:
        """A state's name in words, by its code."""
        return str(ContributionState(code).label)


class AdviceVersion(Stamped):
    """One version of a contribution's advice. Frozen once signed; a later one supersedes it.

    `content` is the structured form, its shape in `ehcp/advice.py`. `lock` counts the saves, so that
    an autosave against an older page is refused. An uploaded report goes with a mapped summary.
    """

    class Basis(models.TextChoices):
        STRUCTURED = "structured", "Written here"
        UPLOAD = "upload", "Existing report with a summary"

    contribution = models.ForeignKey(
        Contribution, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.STRUCTURED)
    content = models.JSONField(default=dict)
    report = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lock = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "number"], name="advice_version_once"),
            models.UniqueConstraint(
                fields=["contribution"],
                condition=Q(signed_at=None),
                name="advice_one_draft_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution.reference} version {self.number}"


class ReturnComment(Stamped):
    """What the checker asks the writer to change, item by item. Both versions are kept."""

    version = models.ForeignKey(AdviceVersion, on_delete=models.PROTECT, related_name="comments")
    item = models.CharField(
        max_length=60, help_text="Key of the item, such as provision.2, or `all`."
    )
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.version} {self.item}"


class LawfulException(Stamped):
    """A recorded lawful exception (reg 8(2)): facts, evidence and approver. It never moves the date."""

    class Decision(models.TextChoices):
        WAITING = "waiting", "Waiting for a decision"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Not approved"

    request = models.ForeignKey(AdviceRequest, on_delete=models.PROTECT, related_name="exceptions")
    contribution = models.ForeignKey(
        Contribution, null=True, blank=True, on_delete=models.PROTECT, related_name="exceptions"
    )
    exception = models.CharField(
        max_length=8, help_text="Id of the clock's exception, such as X08c."
    )
    facts = models.TextField()
    happened_from = models.DateField()
    happened_to = models.DateField()
    impractical_because = models.TextField("why it made answering in time impractical")
    evidence = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence_words = models.TextField("what the evidence is", blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="exceptions_recorded"
    )
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.WAITING)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="exceptions_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(happened_to__gte=models.F("happened_from")),
                name="exception_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(decision="waiting") | Q(decided_by__isnull=False),
                name="exception_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(evidence__isnull=False) | ~Q(evidence_words=""),
                name="exception_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request.reference} {self.exception}"

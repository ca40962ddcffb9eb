"""Progress reports and stocktake bundles: frozen, hashed, numbered."""

from django.db import models
from django.db.models import F, Q

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from dco_portal.documents.models import Document
from inspections.models.plan import Plan
from inspections.models.scope import PartQuerySet, ReportQuerySet
from inspections.states import Audience, ReportState


class Report(Stamped):
    """A progress report of a plan over a period, for one audience.

    `content` is frozen when it is made and never changes, whatever the records do later; `sha256` is of
    its canonical JSON. The HTML, PDF, CSV and easy-read page are all drawn from it. The number is given
    once, per plan.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=10, choices=Audience)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.PREPARED)
    title = models.CharField(max_length=200)
    message = models.TextField("in short", blank=True, help_text="The manager's own summary.")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    draft = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    easy_read = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_words = models.TextField(blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="report_number_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="report_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state="approved")
                ^ Q(approved_by=None, approved_at=None, document=None),
                name="report_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")),
                name="report_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "-number"], name="report_plan"),
            models.Index(
                fields=["plan", "-number"],
                name="report_public",
                condition=Q(state="approved", audience="public"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} report {self.number}"


class Bundle(Stamped):
    """Evidence per priority for a stocktake or deep dive: an indexed PDF and a ZIP, made in the background.

    `content` is the frozen index. The ZIP is kept in private storage under `zip_sha256`.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="bundles")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    content = models.JSONField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done = models.PositiveIntegerField(default=0, help_text="Files packed so far.")
    total = models.PositiveIntegerField(default=0)
    zip_sha256 = models.CharField(max_length=64, blank=True)
    zip_size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Bytes.")
    failed_words = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="bundle_number_once")
        ]

    def __str__(self) -> str:
        return self.title

"""Area SEND inspections: dates, deferrals, outcome, findings, and the clocks that follow from them."""

import datetime as dt

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from dco_portal.documents.models import Attachment
from dco_portal.organisations.models import Organisation
from inspections.models.scope import InspectionQuerySet, PartQuerySet
from inspections.states import FindingKind, Framework, InspectionState, Outcome

NOT_YET = dt.date(9999, 12, 31)


class InspectionPartQuerySet(PartQuerySet):
    """Rows of an inspection."""

    def visible_to(self, user: User) -> "InspectionPartQuerySet":
        """Those of inspections in the reader's scope."""
        return self.filter(inspection__in=Inspection.objects.visible_to(user).values("pk"))


class Inspection(Stamped):
    """An inspection of a local area's arrangements for children with SEND, by Ofsted and the CQC.

    `began_on` and `ended_on` are its visit; an old one may only be known to the month (`month_only`).
    `order_on` is the date lists are ordered by: the visit, else the window; what has neither is the latest.
    `lock` counts changes, to notice two people at once. Uploaded reports are attachments of owner kind
    inspections.inspection; `report` is the one that is shown.
    """

    la = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    framework = models.CharField(max_length=20, choices=Framework)
    state = models.CharField(
        max_length=12, choices=InspectionState, default=InspectionState.EXPECTED
    )
    expected_from = models.DateField(
        null=True, blank=True, help_text="Window in which it is expected."
    )
    expected_until = models.DateField(null=True, blank=True)
    announced_on = models.DateField(null=True, blank=True)
    began_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    month_only = models.BooleanField("only the month is known", default=False)
    received_on = models.DateField("report received on", null=True, blank=True)
    reported_on = models.DateField("report published on", null=True, blank=True)
    outcome = models.CharField(max_length=14, choices=Outcome, blank=True)
    outcome_words = models.TextField(blank=True, help_text="In the words of the report.")
    report_url = models.URLField(max_length=500, blank=True)
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    summary = models.TextField(blank=True, help_text="Plain words for the public timeline.")
    published = models.BooleanField("on the public timeline", default=False)
    report = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lock = models.PositiveIntegerField(default=0)
    order_on = models.GeneratedField(
        expression=Coalesce("began_on", "expected_from", Value(NOT_YET)),
        output_field=models.DateField(),
        db_persist=True,
    )

    objects = InspectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("began_on")),
                name="inspection_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(expected_until=None) | Q(expected_until__gte=F("expected_from")),
                name="inspection_window_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="reported") | ~Q(outcome=""),
                name="inspection_reported_has_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["la", "-order_on", "-id"], name="inspection_la"),
            models.Index(fields=["icb", "-order_on", "-id"], name="inspection_icb"),
            models.Index(
                fields=["-order_on", "-id"], name="inspection_public", condition=Q(published=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_framework_display()}, {self.la.label}"


class Deferral(Stamped):
    """An inspection that was put off: from when, until when where known, and why."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="deferrals")
    due_on = models.DateField(help_text="When it had been due.")
    until = models.DateField(null=True, blank=True)
    month_only = models.BooleanField(default=False)
    reason = models.TextField()
    source_url = models.URLField(max_length=500, blank=True)
    noted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = InspectionPartQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("due_on")), name="deferral_is_later"
            )
        ]

    def __str__(self) -> str:
        return f"Deferred from {self.due_on}"


class Finding(Stamped):
    """One finding, word for word, with its page in the report and who has to act on it."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=FindingKind)
    text = models.TextField(help_text="Word for word.")
    is_summary = models.BooleanField(
        default=False, help_text="The text is the area's own summary, not the report's words."
    )
    page = models.PositiveSmallIntegerField(null=True, blank=True)
    responsible = models.ManyToManyField(Organisation, related_name="+", blank=True)

    objects = InspectionPartQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="finding_number_once")
        ]

    def __str__(self) -> str:
        return f"Finding {self.number}"


class Clock(Stamped):
    """A date that follows from an inspection, under a rule of `deadlines` (INSP-…).

    `due_on` is computed when the clock starts; `letter_on` is the date in the inspectorates' letter,
    which goes first where there is one. `approximate` dates are windows, never "late".
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="clocks")
    rule = models.CharField(max_length=40)
    starts_on = models.DateField()
    due_on = models.DateField(null=True, blank=True, help_text="None: the law states no period.")
    letter_on = models.DateField(null=True, blank=True)
    is_policy = models.BooleanField(default=False, help_text="A local policy date, not law.")
    approximate = models.BooleanField(default=False)
    done_on = models.DateField(null=True, blank=True)

    objects = InspectionPartQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "rule"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "rule"], name="clock_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.due_on}"

    @property
    def by(self) -> dt.date | None:
        """The date that counts: the letter's where there is one."""
        return self.letter_on or self.due_on

"""Measures of a plan: definition, target, trajectory, figures for each period, and commentary on red ones."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation
from inspections.models.plan import Plan, Priority
from inspections.models.scope import CommentaryQuerySet, OwnQuerySet, PartQuerySet
from inspections.states import CommentaryState, Frequency, MeasureSource, Polarity, Unit


class OfMeasureQuerySet(PartQuerySet):
    """Rows of a measure."""

    plan_path = "measure__plan"


def _figure(**kwargs: object) -> models.DecimalField:
    return models.DecimalField(
        max_digits=12,
        decimal_places=3,
        null=True,
        blank=True,
        **kwargs,  # type: ignore[arg-type]
    )


class Measure(Stamped):
    """What is counted to know whether the plan works. Values are in `unit`; per cent from 0 to 100.

    A live measure (`live_key`, see `queries.live`) is counted from the portal's own cases and never typed.
    `suppress_below`: in public, a numerator or denominator under this number is not shown.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="measures")
    priority = models.ForeignKey(
        Priority, null=True, blank=True, on_delete=models.PROTECT, related_name="measures"
    )
    number = models.CharField(max_length=12, help_text="Such as M4.")
    place = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=200)
    definition = models.TextField()
    numerator = models.CharField(max_length=300, blank=True, help_text="What is counted, in words.")
    denominator = models.CharField(max_length=300, blank=True, help_text="Out of what, in words.")
    unit = models.CharField(max_length=8, choices=Unit, default=Unit.PERCENT)
    polarity = models.CharField(max_length=6, choices=Polarity)
    frequency = models.CharField(max_length=8, choices=Frequency, default=Frequency.MONTH)
    source = models.CharField(max_length=8, choices=MeasureSource, default=MeasureSource.ENTERED)
    source_words = models.CharField(
        max_length=200, blank=True, help_text="Where the figures are from."
    )
    live_key = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_measures"
    )
    owner_words = models.CharField(max_length=160, blank=True)
    baseline = _figure()
    baseline_on = models.DateField(null=True, blank=True)
    target = _figure()
    target_on = models.DateField(null=True, blank=True)
    target_source = models.CharField(max_length=200, blank=True)
    benchmark = _figure()
    benchmark_source = models.CharField(
        max_length=200, blank=True, help_text="Such as England, 2024."
    )
    tolerance = models.DecimalField(
        max_digits=6, decimal_places=2, default=Decimal(10),
        help_text="Per cent of the planned value by which a figure may miss it and be amber, not red.",
    )  # fmt: skip
    quality_words = models.CharField("warning about the data", max_length=300, blank=True)
    suppress_below = models.PositiveSmallIntegerField(default=6)
    public = models.BooleanField("on public pages", default=True)
    illustrative = models.BooleanField(default=False)
    retired_on = models.DateField(null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="measure_number_once"),
            models.CheckConstraint(
                condition=Q(source="live") ^ Q(live_key=""), name="measure_live_has_key"
            ),
            models.CheckConstraint(
                condition=~Q(unit="percent") | Q(target=None) | Q(target__gte=0, target__lte=100),
                name="measure_percent_target_in_range",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "place", "id"], name="measure_plan"),
            models.Index(fields=["owner"], name="measure_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Planned(Stamped):
    """What the measure should be at the end of a period: one point of its trajectory."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="trajectory")
    ends_on = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=3)

    objects = OfMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["ends_on"]
        constraints = [models.UniqueConstraint(fields=["measure", "ends_on"], name="planned_once")]

    def __str__(self) -> str:
        return f"{self.ends_on}: {self.value}"


class Reading(Stamped):
    """The figure of one period, whole days inclusive. A correction makes a new row and keeps the old one.

    `value` is None where the denominator was 0: nothing happened, which is not 0 per cent. `case_ids` holds
    nothing: the cases behind a live figure are asked for again each time, within the reader's own scope.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="readings")
    starts_on = models.DateField()
    ends_on = models.DateField()
    numerator = _figure()
    denominator = _figure()
    value = _figure()
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True, help_text="Corrected by a later row.")

    objects = OfMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["ends_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "ends_on"],
                condition=Q(replaced_at=None),
                name="reading_period_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="reading_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(denominator__gt=0) | Q(value=None),
                name="reading_of_nothing_has_no_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ends_on}: {self.value}"


class Commentary(Stamped):
    """What the owner of a red measure says of it: why, what is being done, when it will be right."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="commentaries")
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="commentaries")
    ends_on = models.DateField(help_text="Of the period that was red.")
    state = models.CharField(max_length=8, choices=CommentaryState, default=CommentaryState.OPEN)
    due_on = models.DateField()
    why = models.TextField(blank=True)
    doing = models.TextField(blank=True)
    right_by = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(null=True, blank=True)

    objects = CommentaryQuerySet.as_manager()

    class Meta:
        ordering = ["-ends_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "ends_on"], name="commentary_once"),
            models.CheckConstraint(
                condition=~Q(state="written") | (~Q(why="") & Q(written_by__isnull=False)),
                name="commentary_written_has_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["plan", "due_on", "id"], name="commentary_open", condition=Q(state="open")
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure.number} {self.ends_on}"


class FigureImport(Stamped):
    """An uploaded file of figures, read and shown before anything is written. `rows` holds what each line came to."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="figure_imports")
    filename = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["owner", "-created_at", "id"], name="figure_import_owner")]

    def __str__(self) -> str:
        return self.filename

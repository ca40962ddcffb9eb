"""Improvement plans: who answers for them, partners, co-production, approvals and versions."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from dco_portal.documents.models import Document
from dco_portal.organisations.models import Organisation
from inspections.models.inspection import Finding, Inspection
from inspections.models.scope import PartQuerySet, PlanQuerySet
from inspections.states import ApprovalBody, ApprovalState, PlanKind, PlanState


class Plan(Stamped):
    """A plan of a local authority and an integrated care board together.

    Officers and advisers are roles in words, not accounts: most of them never sign in.
    `lock` counts changes of the plan's own fields, to notice two people at once.
    """

    reference = models.CharField(max_length=20, unique=True, help_text="Such as PLAN-2026-000001.")
    slug = models.SlugField(max_length=80, unique=True)
    la = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=PlanKind)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, help_text="For everybody: what this plan is for.")
    inspection = models.ForeignKey(
        Inspection, null=True, blank=True, on_delete=models.PROTECT, related_name="plans"
    )
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by",
        help_text="The earlier plan whose unfinished actions it took over.",
    )  # fmt: skip
    state = models.CharField(max_length=8, choices=PlanState, default=PlanState.DRAFT)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    senior_owner = models.CharField("senior responsible owner", max_length=160, blank=True)
    la_officer = models.CharField(
        "accountable officer, local authority", max_length=160, blank=True
    )
    icb_officer = models.CharField("accountable officer, ICB", max_length=160, blank=True)
    dfe_adviser = models.CharField("DfE adviser", max_length=160, blank=True)
    nhse_adviser = models.CharField("NHS England adviser", max_length=160, blank=True)
    governance = models.TextField(blank=True)
    board = models.ForeignKey(
        "inspections.Board", null=True, blank=True, on_delete=models.PROTECT, related_name="plans"
    )
    update_day = models.PositiveSmallIntegerField(
        default=1,
        help_text="Day of the month on which leads are asked for their updates (1 to 28).",
    )
    what_next = models.TextField(blank=True, help_text="For the public page: what is next.")
    illustrative = models.BooleanField(
        default=False, help_text="Demo: some of its figures are made up, and say so."
    )
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="On the public page since."
    )
    closed_on = models.DateField(null=True, blank=True)
    closed_reason = models.TextField(blank=True)
    lock = models.PositiveIntegerField(default=0)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="plan_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(state="closed") ^ Q(closed_on=None), name="plan_closed_has_day"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(state="draft"), name="plan_draft_is_not_public"
            ),
            models.CheckConstraint(
                condition=Q(update_day__gte=1, update_day__lte=28), name="plan_update_day_in_month"
            ),
        ]
        indexes = [
            models.Index(fields=["la", "-starts_on", "id"], name="plan_la"),
            models.Index(fields=["icb", "-starts_on", "id"], name="plan_icb"),
            models.Index(
                fields=["-starts_on", "id"],
                name="plan_public",
                condition=Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Partner(Stamped):
    """An organisation that made the plan or carries part of it; its board members read it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(
        max_length=200, help_text="Such as: makes the plan with us, for parents."
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "organisation"], name="plan_partner_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.plan}"


class CoProduction(Stamped):
    """One time the plan was made or judged with families or partners, and what it changed."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="co_production")
    on = models.DateField()
    who = models.CharField(max_length=200)
    what = models.TextField()
    difference = models.TextField(blank=True, help_text="What changed in the plan because of it.")

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.on} {self.who}"


class Version(Stamped):
    """The plan as it stood when somebody drew the line: frozen, numbered, never changed.

    `content` is the whole chain as plain values; `sha256` is of its canonical JSON. `public_document` is
    drawn from the same content less what is not for the public (`rules.content.for_public`).
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, help_text="What is new in it.")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    public_document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once"),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(public_document__isnull=False),
                name="plan_version_public_has_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} version {self.number}"


class Approval(Stamped):
    """A version that was put before a body, and what the body said."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="approvals")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="approvals")
    body = models.CharField(max_length=12, choices=ApprovalBody)
    body_name = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=ApprovalState, default=ApprovalState.SUBMITTED)
    submitted_on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True, help_text="What the body said; needed unless it approved.")
    link = models.URLField(max_length=500, blank=True)
    noted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["submitted_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="submitted") ^ Q(decided_on__isnull=False),
                name="approval_decided_has_day",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(decided_on__gte=F("submitted_on")),
                name="approval_decided_after_submitted",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["submitted", "approved"]) | ~Q(words=""),
                name="approval_refusal_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_body_display()}: {self.get_state_display()}"


class Priority(Stamped):
    """An area or priority of the plan: which findings it answers, and what families will see.

    The four public texts are what the public page shows of it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="priorities")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    findings = models.ManyToManyField(Finding, related_name="priorities", blank=True)
    impact = models.TextField("what families will see", blank=True)
    owner = models.CharField(max_length=160, blank=True, help_text="A role.")
    workstream = models.CharField(max_length=80, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    wanted = models.TextField("what we wanted", blank=True)
    did = models.TextField("what we did", blank=True)
    difference = models.TextField("the difference it made", blank=True)
    next = models.TextField("what is next", blank=True)
    released_on = models.DateField(
        null=True, blank=True, help_text="Released from monitoring by DfE and NHS England."
    )
    released_words = models.TextField(blank=True)
    lock = models.PositiveIntegerField(default=0)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="priority_number_once"),
            models.CheckConstraint(
                condition=Q(released_on=None) | ~Q(released_words=""),
                name="priority_released_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

"""Every open obligation as one row per list it belongs to. No child is named or referred to here."""

import datetime as dt

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation, ProviderService
from dco_portal.work.scope import WorkQuerySet

NO_DATE = dt.date(9999, 12, 31)
OPEN, OWED = Q(state="open"), Q(state="open", part="owes")


class WorkItem(Stamped):
    """One obligation in one organisation's list.

    `part` says whether the organisation owes it or watches for it (the LA waiting for advice).
    `due_on` is the statutory date of `rule`; `target_on` an internal date, local policy.
    `link` is the path of the page where the work is done; it holds UUIDs only.
    `order_on` is the date lists are ordered by: `due_on`, what has none comes last.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    class Part(models.TextChoices):
        OWES = "owes", "To do"
        WATCHES = "watches", "Waiting for others"

    kind = models.CharField(max_length=40, help_text="Such as ehcp.request.")
    object_id = models.UUIDField()
    # Collated by bytes, so that one index serves both the order and a search for the beginning.
    reference = models.CharField(max_length=40, blank=True, db_collation="C")
    title = models.CharField(
        max_length=120, help_text="What is to be done, without a child's name."
    )
    step = models.CharField(max_length=80, blank=True, help_text="The next step in words.")
    link = models.CharField(max_length=200)
    # Foreign keys without an index of their own: the lists' indexes below begin with them.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="work", db_index=False
    )
    team = models.ForeignKey(
        ProviderService,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="work",
        db_index=False,
    )
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="work", db_index=False
    )
    escalate_to = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="work_escalated",
        db_index=False,
    )
    part = models.CharField(max_length=8, choices=Part, default=Part.OWES)
    rule = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    order_on = models.GeneratedField(
        expression=Coalesce("due_on", Value(NO_DATE)),
        output_field=models.DateField(),
        db_persist=True,
    )
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["object_id", "organisation"], name="work_item_once_per_list"
            ),
            models.CheckConstraint(
                condition=Q(state="closed") ^ Q(closed_at=None), name="work_item_closed_is_dated"
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | ~Q(rule=""), name="work_item_due_names_its_rule"
            ),
        ]
        # One index per way of looking at a list, so that a first page costs the same at any size.
        indexes = [
            models.Index(
                fields=["organisation", "order_on", "id"], name="work_all", condition=OPEN
            ),
            models.Index(
                fields=["organisation", "order_on", "id"], name="work_owed", condition=OWED
            ),
            models.Index(
                fields=["organisation", "order_on", "id"],
                name="work_unassigned",
                condition=OWED & Q(owner=None),
            ),
            models.Index(
                fields=["organisation", "kind", "order_on", "id"], name="work_kind", condition=OPEN
            ),
            models.Index(
                fields=["organisation", "rule", "order_on", "id"], name="work_rule", condition=OPEN
            ),
            models.Index(fields=["team", "order_on", "id"], name="work_team", condition=OPEN),
            models.Index(fields=["owner", "order_on", "id"], name="work_mine", condition=OPEN),
            models.Index(
                fields=["organisation", "-closed_at", "-id"],
                name="work_closed",
                condition=Q(state="closed"),
            ),
            models.Index(
                fields=["organisation", "-id"], name="work_draft", condition=Q(state="draft")
            ),
            models.Index(fields=["organisation", "reference", "id"], name="work_reference"),
            # The reminder sweep walks these two from the earliest date.
            models.Index(fields=["due_on", "id"], name="work_due", condition=OWED),
            models.Index(fields=["target_on", "id"], name="work_target", condition=OWED),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class SavedView(Stamped):
    """A person's named filter of the worklist; only filters that name no child."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class ReminderSweep(models.Model):
    """One walk over what is due: when, for which day, what it found. For people on /operations/."""

    id = models.BigAutoField(primary_key=True)
    on = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    items = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    nobody = models.PositiveIntegerField(
        default=0, help_text="Items for which there was nobody to tell."
    )

    def __str__(self) -> str:
        return f"{self.on}: {self.told} told"

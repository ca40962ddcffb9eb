"""Checks of a local authority's person-level lists (Annex A). The file is gone after the check unless kept."""

from django.db import models
from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation
from inspections.models.scope import OwnQuerySet
from inspections.states import CheckState


class ListCheck(Stamped):
    """One check: how far it is, how many rows, how many faults by rule. No row of the file is in the database.

    The upload and the annotated file are in private storage under their SHA-256 until `delete_after`.
    """

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    which = models.PositiveSmallIntegerField(help_text="List 1 (has a plan) or 2 (SEN support).")
    kind = models.CharField(max_length=4, help_text="csv, xlsx or ods.")
    on = models.DateField(help_text="The day ages and future dates are reckoned from.")
    state = models.CharField(max_length=8, choices=CheckState, default=CheckState.WAITING)
    sha256 = models.CharField(max_length=64, blank=True)
    result_sha256 = models.CharField(max_length=64, blank=True)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    faults = models.JSONField(
        default=dict, help_text="Counts and row numbers by rule, columns not found; no cell."
    )
    failed_words = models.CharField(max_length=300, blank=True)
    keep = models.BooleanField(default=False)
    delete_after = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(which__in=[1, 2]), name="list_check_one_or_two")
        ]
        indexes = [
            models.Index(fields=["owner", "-created_at", "id"], name="list_check_owner"),
            models.Index(fields=["delete_after"], name="list_check_expiry"),
        ]

    def __str__(self) -> str:
        return f"List {self.which} check"


class PlanImport(Stamped):
    """An uploaded plan file, read and shown before anything is written. `rows` holds what each line came to."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey("inspections.Plan", on_delete=models.PROTECT, related_name="imports")
    filename = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["owner", "-created_at", "id"], name="plan_import_owner")]

    def __str__(self) -> str:
        return self.filename

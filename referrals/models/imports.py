"""A trust's list of notifications, uploaded: read, previewed row by row, imported."""

from django.db import models
from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation
from referrals.models.notification import Notification


class ImportQuerySet(models.QuerySet):
    """Uploaded lists, seen by the person who uploaded them in the organisation acted for."""

    def visible_to(self, user: User) -> "ImportQuerySet":
        """The person's own uploads in the organisation acted for."""
        if user.organisation is None or not user.may(Permission.NOTIFY_UNDER_FIVE):
            return self.none()
        return self.filter(organisation=user.organisation, uploaded_by=user)


class NotificationImport(Stamped):
    """An uploaded list. `encoding` is the one it was read in; `done` counts the rows worked through."""

    class State(models.TextChoices):
        CHECKING = "checking", "Being read"
        READY = "ready", "Read, waiting for your go-ahead"
        IMPORTING = "importing", "Being imported"
        IMPORTED = "imported", "Imported"
        FAILED = "failed", "Could not be read"
        DISCARDED = "discarded", "Discarded"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=models.F("total")), name="s23_import_done")
        ]
        indexes = [
            models.Index(fields=["uploaded_by", "-created_at"], name="s23_import_list"),
            models.Index(fields=["organisation", "sha256"], name="s23_import_file"),
        ]

    def __str__(self) -> str:
        return self.filename


class ImportRow(Stamped):
    """One line of a list: its cells as read, what is wrong with it, and the notification it became."""

    class State(models.TextChoices):
        GOOD = "good", "Can be imported"
        REJECTED = "rejected", "Cannot be imported"
        THERE = "there", "There already"
        IMPORTED = "imported", "Imported"

    batch = models.ForeignKey(NotificationImport, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField(help_text="Line of the file, the header being 1.")
    cells = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.GOOD)
    errors = models.JSONField(default=list, help_text="Sentences, each naming the column.")
    warnings = models.JSONField(default=list)
    notification = models.ForeignKey(
        Notification, null=True, blank=True, on_delete=models.PROTECT, related_name="import_rows"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="s23_import_row_once"),
            models.CheckConstraint(
                condition=~Q(state="imported") | Q(notification__isnull=False),
                name="s23_import_row_became",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(errors=[]),
                name="s23_import_row_says_why",
            ),
        ]
        indexes = [models.Index(fields=["batch", "state", "number"], name="s23_import_row_list")]

    def __str__(self) -> str:
        return f"{self.batch} line {self.number}"

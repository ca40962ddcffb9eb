"""Spreadsheets of entries: read, reported row by row, taken in whole or not at all."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dco_portal.accounts.permissions import Permission
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import AreaLink, Organisation, OrganisationKind


class ImportQuerySet(models.QuerySet):
    """Uploaded spreadsheets."""

    def visible_to(self, user) -> "ImportQuerySet":
        """Those into the Local Offers this editor keeps."""
        organisation = user.organisation
        if organisation is None or not user.may(Permission.EDIT_LOCAL_OFFER):
            return self.none()
        if organisation.kind == OrganisationKind.ICB:
            linked = AreaLink.objects.filter(icb=organisation).values("local_authority")
            return self.filter(local_authority__in=linked)
        return self.filter(local_authority=organisation)


class ListingImport(Stamped):
    """One uploaded file of entries for one authority's Local Offer."""

    class State(models.TextChoices):
        CHECKING = "checking", "Being read"
        CHECKED = "checked", "Read, ready to import"
        FAULTY = "faulty", "Has rows to mend"
        RUNNING = "running", "Being imported"
        IMPORTED = "imported", "Imported"
        FAILED = "failed", "Could not be read"

    local_authority = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="For whom the uploader acted.",
    )
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.CHECKING)
    rows = models.JSONField(
        default=list, help_text="Per row: number, name, what, changes, errors, warnings, entry."
    )
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="imported") | Q(imported_at__isnull=False),
                name="listing_import_dated",
            )
        ]

    def __str__(self) -> str:
        return self.filename

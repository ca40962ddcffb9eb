"""Documents the portal makes and files people upload. Both belong to a case by plain values.

Neither has an address of its own: the feature's view finds the case in the reader's scope, then
calls `serve`. The bytes live in private storage under their SHA-256 (`storage`).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dco_portal.common.models import Stamped
from dco_portal.documents.states import DocumentState, ScanState

SHA256 = r"^[0-9a-f]{64}$"


class Owned(Stamped):
    """What belongs to a case of some feature: `owner_kind` is its model label, such as ehcp.request."""

    owner_kind = models.CharField(max_length=60)
    owner_id = models.UUIDField()
    child_id = models.UUIDField(null=True, blank=True)

    class Meta:
        abstract = True


class Document(Owned):
    """A PDF made from a template and a context frozen at the moment somebody asked for it.

    `size` is in bytes. Once READY it is never made again, so that the same letter stays the same.
    """

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    filename = models.CharField(max_length=150)
    template = models.CharField(max_length=120)
    context = models.JSONField()
    language = models.CharField(max_length=20, default="en-GB")
    large_print = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.PREPARING)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        indexes = [
            models.Index(fields=["owner_id", "created_at"], name="document_owner"),
            models.Index(fields=["sha256"], name="document_sha256", condition=~Q(sha256="")),
            models.Index(
                fields=["created_at"], name="document_unfinished", condition=~Q(state="ready")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="document_state_known", condition=Q(state__in=DocumentState.values)
            ),
            models.CheckConstraint(
                name="document_ready_has_file",
                condition=Q(
                    state="ready",
                    sha256__regex=SHA256,
                    size__isnull=False,
                    size__gt=0,
                    pages__isnull=False,
                    pages__gt=0,
                    finished_at__isnull=False,
                )
                | (~Q(state="ready") & Q(sha256="", size=None, pages=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id} {self.state}"


class Attachment(Owned):
    """A file a person uploaded, kept byte for byte. `size` is in bytes."""

    filename = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    description = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    scan_state = models.CharField(max_length=12, choices=ScanState)
    scanned_at = models.DateTimeField(null=True, blank=True)
    scan_attempts = models.PositiveSmallIntegerField(default=0)
    scan_result = models.CharField(max_length=200, blank=True)
    # None for somebody without an account, such as a parent who follows an enquiry by private link.
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["owner_id", "created_at"], name="attachment_owner"),
            models.Index(fields=["sha256"], name="attachment_sha256"),
            models.Index(
                fields=["created_at"],
                name="attachment_unscanned",
                condition=Q(scan_state="waiting"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="attachment_scan_known", condition=Q(scan_state__in=ScanState.values)
            ),
            models.CheckConstraint(
                name="attachment_has_file", condition=Q(sha256__regex=SHA256, size__gt=0)
            ),
            models.CheckConstraint(
                name="attachment_scan_dated",
                condition=Q(scan_state__in=["clean", "infected"], scanned_at__isnull=False)
                | Q(scan_state__in=["waiting", "not_scanned"], scanned_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_type} {self.id} {self.scan_state}"

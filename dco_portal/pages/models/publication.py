"""The publications library: documents for anybody to read, with the versions they replaced."""

from django.db import models
from django.db.models import F, Q

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from dco_portal.documents.models import Attachment
from dco_portal.organisations.models import Organisation, Place
from dco_portal.pages.models.page import Kept
from dco_portal.pages.states import VersionState


class Publication(Stamped):
    """A strategy, plan or report under one title; its files are versions. Kept by one ICB."""

    class Kind(models.TextChoices):
        STRATEGY = "strategy", "Strategy"
        COMMISSIONING = "commissioning", "Joint commissioning"
        IMPROVEMENT = "improvement", "Improvement and inspection"
        REPORT = "report", "Annual report"
        POLICY = "policy", "Policy or pathway"
        EASY_READ = "easy_read", "Easy read"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="publications"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="publications"
    )
    kind = models.CharField(max_length=14, choices=Kind)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=400)
    owner_role = models.CharField(
        "owner", max_length=120, help_text="A role, such as “Executive lead for SEND”; no name."
    )
    review_on = models.DateField("to be reviewed by", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = Kept.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "title"], name="publication_title_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) ^ ~Q(withdrawn_reason=""),
                name="publication_withdrawn_says_why",
            ),
        ]
        indexes = [models.Index(fields=["review_on"], name="publication_review")]

    def __str__(self) -> str:
        return self.title


class PublicationVersion(Stamped):
    """One file of a publication. Public once somebody else than who added it has published it."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    label = models.CharField("version", max_length=40, help_text="Such as “2026 to 2029” or “1.2”.")
    change = models.CharField("what changed", max_length=300, blank=True)
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.WAITING)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_on = models.DateField(null=True, blank=True)
    published_role = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "number"], name="publication_version_once"
            ),
            models.UniqueConstraint(
                fields=["publication"],
                condition=Q(state="published"),
                name="publication_one_published",
            ),
            models.UniqueConstraint(
                fields=["publication"],
                condition=Q(state="waiting"),
                name="publication_one_waiting",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "superseded"])
                | Q(published_by__isnull=False, published_on__isnull=False),
                name="publication_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("added_by")),
                name="publication_published_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication}, {self.label}"

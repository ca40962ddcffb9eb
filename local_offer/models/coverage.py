"""What the Local Offer ought to hold: Schedule 2's items with what covers them, and known health gaps."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation, ProviderService
from local_offer.models.directory import Service, Term


class Item(Stamped):
    """One piece of information that the SEND Regulations 2014, Schedule 2, require. In our own words.

    `verified` says that somebody read the regulation's own text; until then the page says so. Entries
    that carry one of `terms` cover it, in every authority's Local Offer.
    """

    number = models.CharField("paragraph", max_length=10, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    words = models.TextField("what must be published")
    citation = models.CharField(max_length=200)
    source = models.URLField("where it was read", max_length=500, blank=True)
    verified = models.BooleanField("checked against the regulation’s own text", default=False)
    terms = models.ManyToManyField(Term, blank=True, related_name="schedule_items")

    class Meta:
        ordering = ["order", "number"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Cover(Stamped):
    """What covers an item in one authority's Local Offer beside its terms: an entry, a page, or a known gap."""

    class Kind(models.TextChoices):
        ENTRY = "entry", "An entry of the directory"
        PAGE = "page", "A page elsewhere"
        GAP = "gap", "Not published yet"

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="covers")
    local_authority = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="schedule_covers"
    )
    kind = models.CharField(max_length=5, choices=Kind)
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="schedule_covers"
    )
    title = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "local_authority", "service"],
                condition=Q(kind="entry"),
                name="cover_entry_once",
            ),
            models.UniqueConstraint(
                fields=["item", "local_authority"], condition=Q(kind="gap"), name="cover_one_gap"
            ),
            models.CheckConstraint(
                condition=(Q(kind="entry") & Q(service__isnull=False))
                | (Q(kind="page") & ~Q(title="") & ~Q(url="") & Q(service=None))
                | (Q(kind="gap") & ~Q(reason="") & Q(service=None)),
                name="cover_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_kind_display()}"


class HealthGap(Stamped):
    """Why a commissioned health service is not in an authority's Local Offer."""

    service = models.ForeignKey(
        ProviderService, on_delete=models.PROTECT, related_name="local_offer_gaps"
    )
    local_authority = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="health_gaps"
    )
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "local_authority"],
                condition=Q(closed_at=None),
                name="health_gap_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="health_gap_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.service} in {self.local_authority}"

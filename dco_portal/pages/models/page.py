"""A guidance page and its versions."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation, Place
from dco_portal.pages.states import VersionState

# Words of addresses under /guidance/ that are no page's.
RESERVED = frozenset({"who-is-my-dco", "publications", "leaflet", "desk", "place", "search"})


class Section(models.TextChoices):
    """Where a page stands in the index."""

    START = "start", "Start here"
    FAMILIES = "families", "For families"
    SCHOOLS = "schools", "For schools, colleges and services"
    LAW = "law", "Law and words"


class Block(models.TextChoices):
    """What the portal adds below a page's words, from its own records."""

    NONE = "", "Nothing"
    PROVIDERS = "providers", "Every provider’s complaints and PALS contacts"
    PLACES = "places", "The DCO team of each place, with its leaflet"
    LAW = "law", "Health’s duties and periods, from the deadline calculator"
    GLOSSARY = "glossary", "Its headings as an A to Z of terms"


class Kept(models.QuerySet):
    """What an ICB's DCO team keeps."""

    def visible_to(self, user: User) -> "Kept":
        """One's own ICB's, for those who edit guidance. The public reads through `queries` alone."""
        if user.organisation is None or not user.may(Permission.EDIT_PAGES):
            return self.none()
        return self.filter(organisation=user.organisation)


class GuidancePage(Stamped):
    """A page of guidance, for everybody or for one place; kept by one ICB's DCO team.

    `reviewed_role` is the role of whoever last approved it or found it still right. `search` is the
    published version's words. Withdrawn is a state: the page keeps its versions and can come back.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pages")
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="pages"
    )
    slug = models.SlugField(max_length=80)
    section = models.CharField(max_length=10, choices=Section, default=Section.FAMILIES)
    block = models.CharField(max_length=10, choices=Block, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_role = models.CharField(max_length=80, blank=True)
    review_on = models.DateField("to be reviewed by", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    search = SearchVectorField(null=True, editable=False)

    objects = Kept.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "place"], nulls_distinct=False, name="page_slug_once"
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=sorted(RESERVED)), name="page_slug_not_reserved"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) ^ ~Q(withdrawn_reason=""),
                name="page_withdrawn_says_why",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="page_search"),
            models.Index(fields=["review_on"], name="page_review"),
        ]

    def __str__(self) -> str:
        return self.slug


class PageVersion(Stamped):
    """One version of a page's words, in Markdown. Approved by somebody else than its writer.

    `written_by` is empty for the words shipped with the portal. `lock` counts the savings of a draft.
    """

    page = models.ForeignKey(GuidancePage, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    body = models.TextField()
    change = models.CharField("what changed", max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    lock = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField("why it was sent back", blank=True)
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="page_version_once"),
            models.UniqueConstraint(
                fields=["page"], condition=Q(state="published"), name="page_one_published"
            ),
            models.UniqueConstraint(
                fields=["page"], condition=Q(state__in=["draft", "waiting"]), name="page_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "superseded"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="page_version_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(written_by=None)
                | ~Q(approved_by=F("written_by")),
                name="page_version_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

"""Entries taken over from other directories: the feeds, each reading of one, its rows, and what came of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation
from local_offer.models.directory import Service
from local_offer.scope import authorities_edited


class HarvestQuerySet(models.QuerySet):
    """Feeds and what hangs on them; `path` leads from a row to its feed."""

    path = ""

    def visible_to(self, user) -> "HarvestQuerySet":
        """Those into the Local Offers this editor keeps."""
        mine = authorities_edited(user)
        if mine is None:
            return self.none()
        sources = HarvestSource._base_manager.filter(mine)
        return self.filter(**{f"{self.path}in": sources.values("pk")})


class SourceQuerySet(HarvestQuerySet):
    path = "pk__"


class RunQuerySet(HarvestQuerySet):
    path = "source__"


class RowQuerySet(HarvestQuerySet):
    path = "run__source__"


class HarvestSource(Stamped):
    """Another directory's Open Referral UK feed, from which an authority's Local Offer takes entries."""

    class Often(models.TextChoices):
        NEVER = "never", "Only when somebody asks"
        DAILY = "daily", "Every day"
        WEEKLY = "weekly", "Every week"

    local_authority = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="harvest_sources"
    )
    name = models.CharField(max_length=120)
    key = models.SlugField(
        max_length=80, unique=True, help_text="What its entries have as their source."
    )
    url = models.URLField(
        "address of the feed",
        max_length=500,
        blank=True,
        help_text="None: only files are uploaded.",
    )
    often = models.CharField(max_length=6, choices=Often, default=Often.NEVER)
    auto_publish = models.BooleanField(
        "publish without asking",
        default=False,
        help_text="New and changed entries of a planned reading; never a conflict.",
    )
    term_map = models.JSONField(
        default=dict, blank=True, help_text="The feed's term id → our term's id, or none."
    )
    stopped = models.BooleanField(default=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["local_authority", "name"], name="harvest_source_name_once"
            ),
            models.CheckConstraint(
                condition=Q(often="never") | ~Q(url=""), name="harvest_source_planned_has_url"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HarvestRun(Stamped):
    """One reading of a feed: fetched step by step, looked at, then published."""

    class State(models.TextChoices):
        READING = "reading", "Being read"
        READY = "ready", "Read, waiting for you"
        APPLYING = "applying", "Being published"
        DONE = "done", "Done"
        FAILED = "failed", "Stopped, nothing changed"
        DROPPED = "dropped", "Not published"

    source = models.ForeignKey(HarvestSource, on_delete=models.PROTECT, related_name="runs")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="None: the clock.",
    )
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    filename = models.CharField(max_length=200, blank=True)
    upload = models.BinaryField(blank=True, default=b"")
    full = models.BooleanField(default=True, help_text="Whether the feed is asked for whole rows.")
    page = models.PositiveIntegerField("next page to read", default=1)
    pages = models.PositiveIntegerField("pages the feed says it has", default=0)
    total = models.PositiveIntegerField("entries the feed says it has", default=0)
    listed = models.BooleanField("every page read", default=False)
    size = models.PositiveBigIntegerField("bytes read", default=0)
    tries = models.PositiveSmallIntegerField("failed tries in a row", default=0)
    unknown_terms = models.JSONField(
        default=dict, help_text="The feed's term id → name, taxonomy, how many entries."
    )
    message = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=["reading", "applying"]),
                name="harvest_run_one_at_work",
            )
        ]
        indexes = [models.Index(fields=["source", "-created_at"], name="harvest_run_latest_idx")]

    def __str__(self) -> str:
        return f"{self.source}, {self.created_at:%d %B %Y}"


class HarvestRow(Stamped):
    """One entry of a reading: what it would become, and what the editor chose."""

    class Kind(models.TextChoices):
        PENDING = "pending", "To be read"
        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        CONFLICT = "conflict", "Changed there and here"
        WITHDRAWN = "withdrawn", "Not in the feed any more"
        INVALID = "invalid", "Cannot be taken over"
        UNCHANGED = "unchanged", "Unchanged"

    class Choice(models.TextChoices):
        TAKE = "take", "Take what the feed says"
        KEEP = "keep", "Keep what we have"
        OPEN = "open", "Not decided"

    run = models.ForeignKey(HarvestRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    external_id = models.CharField(max_length=120)
    name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=9, choices=Kind)
    mapped = models.JSONField(default=dict, help_text="Content, organisation, when assured.")
    notes = models.JSONField(default=list, help_text="Sentences: why not, or what was left out.")
    changes = models.JSONField(default=list, help_text="Per field: label, before, after.")
    choice = models.CharField(max_length=4, choices=Choice, default=Choice.TAKE)
    applied = models.BooleanField(default=False)
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "external_id"], name="harvest_row_once"),
            models.UniqueConstraint(fields=["run", "number"], name="harvest_row_number_once"),
        ]
        indexes = [models.Index(fields=["run", "kind", "number"], name="harvest_row_kind_idx")]

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"


class HarvestedEntry(Stamped):
    """The bond between an entry and the feed it came from, with what the feed last said of it.

    `written` is the entry's content as it stood after that: when the entry says something else now,
    it was edited here.
    """

    source = models.ForeignKey(HarvestSource, on_delete=models.PROTECT, related_name="entries")
    external_id = models.CharField(max_length=120)
    service = models.OneToOneField(Service, on_delete=models.PROTECT, related_name="harvested")
    mapped = models.JSONField()
    written = models.JSONField()
    taken_at = models.DateTimeField()
    withdrawn_on = models.DateField(
        null=True, blank=True, help_text="The feed did not have it any more."
    )

    class Meta:
        verbose_name_plural = "harvested entries"
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="harvested_entry_once")
        ]
        indexes = [
            models.Index(
                fields=["source", "withdrawn_on"],
                condition=Q(withdrawn_on__isnull=False),
                name="harvested_withdrawn_idx",
            )
        ]

    def __str__(self) -> str:
        return f"{self.service} from {self.source}"

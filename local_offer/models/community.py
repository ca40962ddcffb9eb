"""What families send in and take away: comments, corrections, the annual statement, translations, booklets.

No row says who a visitor was: no name, no address, no account.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dco_portal.common.models import Stamped
from dco_portal.documents.models import Document
from dco_portal.organisations.models import Organisation
from local_offer.models.directory import Service
from local_offer.scope import kept_by


class KeptQuerySet(models.QuerySet):
    """Rows that belong to one authority's Local Offer."""

    def visible_to(self, user) -> "KeptQuerySet":
        """Those of the authorities whose Local Offer this editor keeps; none for anybody else."""
        mine = kept_by(user)
        return self.none() if mine is None else self.filter(local_authority__in=mine)


class Comment(Stamped):
    """What somebody said of an entry, or of the Local Offer as a whole (SI 2014/1530 reg 56).

    `words` are as sent until an editor takes personal details out (`edited`): what was taken out is
    not kept. `response` is what the authority did about it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be looked at"
        PUBLISHED = "published", "Published"
        REFUSED = "refused", "Not published"

    class SaidBy(models.TextChoices):
        PARENT = "parent", "A parent or carer"
        YOUNG_PERSON = "young_person", "A child or young person"
        PROFESSIONAL = "professional", "Somebody who works with families"
        OTHER = "other", "Somebody else"

    class Why(models.TextChoices):
        PERSONAL = "personal", "It tells who somebody is"
        ABUSE = "abuse", "It attacks or insults somebody"
        CASE = "case", "It is about one child’s own case, so it needs an enquiry or a complaint"
        ADVERT = "advert", "It advertises something"
        ELSEWHERE = "elsewhere", "It is not about the Local Offer"

    local_authority = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="local_offer_comments"
    )
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="comments"
    )
    said_by = models.CharField("said by", max_length=12, choices=SaidBy)
    words = models.TextField(blank=True)
    edited = models.BooleanField("personal details taken out", default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    why = models.CharField("why not published", max_length=10, choices=Why, blank=True)
    reason = models.TextField("more about why", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    response = models.TextField("what we did", blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)
    responded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["local_authority", "state", "created_at", "id"], name="comment_desk"
            ),
            models.Index(fields=["service", "state", "-created_at"], name="comment_listing"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting")
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="comment_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(why=""), name="comment_refused_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="refused") | ~Q(words=""), name="comment_has_words"
            ),
            models.CheckConstraint(
                condition=Q(response="")
                | Q(responded_at__isnull=False, responded_by__isnull=False),
                name="comment_response_dated",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Comment of {self.created_at:%Y-%m-%d}, {self.get_state_display()}"


class Correction(Stamped):
    """Somebody says that an entry is wrong. Read by its owner and the editors, never published."""

    class State(models.TextChoices):
        OPEN = "open", "To be looked at"
        MADE = "made", "Put right"
        DECLINED = "declined", "Not changed"

    class About(models.TextChoices):
        CONTACT = "contact", "Telephone, email or website"
        PLACE = "place", "Address or how to get there"
        TIMES = "times", "Opening times"
        WHO = "who", "Who can use it or how to get it"
        WAITING = "waiting", "Waiting time"
        COST = "cost", "What it costs"
        CLOSED = "closed", "The service has closed"
        OTHER = "other", "Something else"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="corrections")
    local_authority = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=8, choices=About)
    words = models.TextField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    answer = models.TextField("what was done, or why not", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["local_authority", "state", "created_at", "id"], name="correction_desk"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="correction_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""), name="correction_declined_with_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Correction of {self.service}, {self.get_state_display()}"


class Statement(Stamped):
    """A year's comments and what was done about them, as SI 2014/1530 reg 56 asks for.

    `content` is frozen when it is published. One that was published before the portal came holds its
    address in `elsewhere` alone. `next_due` is the day by which the one after it is due.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    local_authority = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="local_offer_statements"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    covers_from = models.DateField()
    covers_to = models.DateField()
    introduction = models.TextField(blank=True)
    plans = models.TextField("what we will do", blank=True)
    elsewhere = models.URLField(max_length=500, blank=True)
    content = models.JSONField(default=dict, blank=True)
    published_on = models.DateField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    next_due = models.DateField(null=True, blank=True)
    document = models.OneToOneField(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lock = models.PositiveIntegerField(default=0, help_text="Goes up with every saved change.")

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["-covers_to", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["local_authority"], condition=Q(state="draft"), name="statement_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(covers_to__gte=F("covers_from")), name="statement_year_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(published_on__isnull=False, published_by__isnull=False, next_due__isnull=False),
                name="statement_published_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"Comments on the Local Offer of {self.local_authority}, {self.covers_to:%Y}"


class Translation(Stamped):
    """An entry in another language, each change a new version; the newest of a language is shown.

    `language` is BCP 47. `of_version` is the entry's version that was translated.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    newest = models.BooleanField(default=True)
    withdrawn = models.BooleanField("not shown any more", default=False)
    of_version = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    summary = models.CharField(max_length=300)
    description = models.TextField()
    who_for = models.TextField(blank=True)
    how_to_get_it = models.TextField(blank=True)
    what_to_expect = models.TextField(blank=True)
    while_waiting = models.TextField(blank=True)
    translated_by = models.CharField(
        "who translated it", max_length=120, help_text="A translation service or team, no person."
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["language", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "language", "number"], name="translation_once"
            ),
            models.UniqueConstraint(
                fields=["service", "language"],
                condition=Q(newest=True),
                name="translation_one_newest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} in {self.language}, version {self.number}"


class Booklet(Stamped):
    """A PDF of several entries that somebody asked for: a whole area's, a search's or a shortlist's.

    The same entries at the same versions are the same booklet (`fingerprint`), made once.
    """

    class Kind(models.TextChoices):
        AREA = "area", "The whole directory of an area"
        RESULT = "result", "The entries of a search"
        SHORTLIST = "shortlist", "A shortlist"

    kind = models.CharField(max_length=9, choices=Kind)
    local_authority = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entries = models.PositiveIntegerField(help_text="How many entries it holds.")
    large_print = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=64, unique=True)
    document = models.OneToOneField(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["local_authority", "large_print", "-created_at"],
                name="booklet_of_area",
                condition=Q(kind="area"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="area") | Q(local_authority__isnull=False),
                name="booklet_area_has_authority",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.created_at:%Y-%m-%d}"

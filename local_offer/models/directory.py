"""The directory itself, shaped after HSDS-UK 3.0: organisations, services, costs, terms; where and when in `places`.

Every nested row has a stable UUID, since the feed publishes them. Nothing here is about a person:
contacts are posts and teams, never names of people.
"""

from django.db import models
from django.db.models import F, Q

from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation, ProviderService
from local_offer.scope import ServiceQuerySet


class Source(models.Model):
    """Where a row came from, when another directory or a file keeps it: unique with `external_id`."""

    source = models.CharField(
        max_length=80, blank=True, help_text="Short name of the feed or file it came from."
    )
    external_id = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True


class Body(Stamped, Source):
    """The organisation that runs services, as the directory shows it (HSDS *organization*)."""

    class Type(models.TextChoices):
        NHS = "nhs", "NHS"
        COUNCIL = "council", "Council"
        SCHOOL = "school", "School or college"
        CHARITY = "charity", "Charity or community group"
        PRIVATE = "private", "Private or independent"

    organisation = models.OneToOneField(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="directory_body",
        help_text="The portal's own record of it, where there is one.",
    )
    type = models.CharField(max_length=10, choices=Type)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120, unique=True)
    description = models.TextField()
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    website = models.URLField(max_length=500, blank=True)
    complaints = models.TextField("how to complain", blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="body_once_per_source",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Taxonomy(Stamped):
    """A set of terms: needs, age stages, service types, pathways, accessibility features."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField()
    uri = models.URLField(max_length=500, blank=True)
    version = models.CharField(max_length=20, default="1.0")

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "taxonomies"

    def __str__(self) -> str:
        return self.name


class Term(Stamped):
    """One term of a taxonomy. Its code is unique in the taxonomy and stands in addresses."""

    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.PROTECT, related_name="terms")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    description = models.TextField()
    uri = models.URLField(max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["taxonomy__code", "order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["taxonomy", "code"], name="term_once_per_taxonomy")
        ]

    def __str__(self) -> str:
        return self.name


class Service(Stamped, Source):
    """One entry of the Local Offer, as last approved. What is proposed and not approved is a `Proposal`.

    Ages are whole years; no maximum means "and over". `local_authority` is the authority whose Local
    Offer keeps the entry; whom it serves is in `areas`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Never published"
        PUBLISHED = "published", "Published"
        HIDDEN = "hidden", "Hidden until it is checked"
        CLOSED = "closed", "Closed"  # the service itself came to an end
        ARCHIVED = "archived", "Taken out of the directory"

    class Status(models.TextChoices):  # HSDS-UK: what the public is told of a published service
        ACTIVE = "active", "Running"
        PAUSED = "temporarily closed", "Closed for a time"

    class Referral(models.TextChoices):
        SELF = "self", "Families can contact the service themselves"
        SCHOOL = "school", "Through the school, college or early years setting"
        GP = "gp", "Through a GP"
        PROFESSIONAL = "professional", "Through a health, education or social care professional"
        OPEN = "open", "Just turn up"

    class Cost(models.TextChoices):
        FREE = "free", "Free"
        SOME = "some", "Some parts cost money"
        PAID = "paid", "Costs money"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="services")
    local_authority = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="local_offer_entries"
    )
    provider_service = models.ForeignKey(
        ProviderService,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="local_offer_entries",
        help_text="The commissioned NHS team this entry is about, for the health coverage check.",
    )
    owner = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="listings_owned",
        help_text="The organisation that keeps the entry true; none makes it an orphan.",
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    name = models.CharField(max_length=200)
    name_sort = models.CharField(
        max_length=200, help_text="Folded, without a leading The, A or An."
    )
    slug = models.SlugField(max_length=140, unique=True)
    alternate_name = models.CharField("also known as", max_length=200, blank=True)
    summary = models.CharField("in one sentence", max_length=300)
    description = models.TextField("what it does")
    who_for = models.TextField("who it is for", blank=True)
    eligibility = models.TextField("who can use it", blank=True)
    referral = models.CharField(max_length=14, choices=Referral, blank=True)
    how_to_get_it = models.TextField("how to get it", blank=True)
    self_referral = models.BooleanField("families can refer themselves", default=False)
    what_to_expect = models.TextField("what to expect", blank=True)
    waiting_time = models.CharField("waiting time", max_length=200, blank=True)
    waiting_stated_on = models.DateField("waiting time stated on", null=True, blank=True)
    while_waiting = models.TextField("support while waiting", blank=True)
    cost = models.CharField(max_length=4, choices=Cost, default=Cost.FREE)
    fees = models.TextField("what it costs", blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    is_health = models.BooleanField("health service", default=False)
    website = models.URLField(max_length=500, blank=True)
    email = models.EmailField(blank=True)
    complaints = models.TextField("how to complain", blank=True)
    easy_read = models.TextField("Easy Read text", blank=True)
    alert = models.CharField(max_length=300, blank=True)
    terms = models.ManyToManyField(Term, through="ServiceTerm", related_name="services")
    locations = models.ManyToManyField(
        "local_offer.Location", through="local_offer.ServiceAtLocation", related_name="services"
    )
    published_at = models.DateTimeField("first published", null=True, blank=True)
    modified_at = models.DateTimeField(
        "last change of what is public",
        null=True,
        blank=True,
        help_text="The feed's last_modified.",
    )
    checked_on = models.DateField("last checked by its owner or an editor", null=True, blank=True)
    checked_by_role = models.CharField(max_length=80, blank=True)
    review_by = models.DateField(null=True, blank=True)
    completeness = models.PositiveSmallIntegerField(default=0, help_text="Per cent.")
    version = models.PositiveIntegerField("number of the public version", default=0)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name_sort", "id"]
        indexes = [
            models.Index(fields=["state", "name_sort", "id"], name="service_az_idx"),
            models.Index(fields=["state", "modified_at", "id"], name="service_modified_idx"),
            models.Index(
                fields=["local_authority", "state", "review_by", "id"], name="service_review_idx"
            ),
            models.Index(fields=["owner", "state", "review_by", "id"], name="service_owner_idx"),
            models.Index(fields=["id"], condition=Q(state="published"), name="service_feed_idx"),
            models.Index(fields=["-updated_at"], name="service_touched_idx"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="service_once_per_source",
            ),
            models.CheckConstraint(
                condition=Q(minimum_age=None)
                | Q(maximum_age=None)
                | Q(maximum_age__gte=F("minimum_age")),
                name="service_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(waiting_time="") | Q(waiting_stated_on__isnull=False),
                name="service_waiting_time_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False, version__gte=1),
                name="service_published_has_version",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceTerm(Stamped):
    """A term a service carries (HSDS *attribute*)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="service_terms")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="service_terms")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "term"], name="service_term_once")
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.service}"


class Contact(Stamped):
    """A way to reach a service: a team or post, never a person's name."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField("team or post", max_length=120)
    telephone = models.CharField(max_length=30, blank=True)
    textphone = models.CharField("text or SMS number", max_length=30, blank=True)
    email = models.EmailField(blank=True)
    description = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.name}: {self.service}"


class CostOption(Stamped):
    """One price."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="cost_options")
    option = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    description = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.option}: {self.service}"


class Language(Stamped):
    """A language a service can be given in. `code` is BCP 47, such as `pl`; BSL is `bfi`."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["service", "code"], name="service_language_once")
        ]

    def __str__(self) -> str:
        return self.name


class Area(Stamped):
    """An area a service covers (HSDS *service_area*); none means everybody may use it."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="areas")
    local_authority = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="areas_served"
    )
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

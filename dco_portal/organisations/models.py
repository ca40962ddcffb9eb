"""Organisations, their services, the places of a DCO team, postcodes and local policy."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from dco_portal.common.clock import today
from dco_portal.common.models import Stamped


class OrganisationKind(models.TextChoices):
    ICB = "icb", "Integrated care board"
    PROVIDER = "provider", "NHS trust or other health provider"
    LA = "la", "Local authority"
    SCHOOL = "school", "School or college"
    VOLUNTARY = "voluntary", "Voluntary organisation"


class ProviderType(models.TextChoices):
    NHS_TRUST = "nhs_trust", "NHS trust"
    FOUNDATION_TRUST = "foundation_trust", "NHS foundation trust"
    OTHER = "other", "Other health provider"


class Organisation(Stamped):
    """A public body, school or voluntary organisation. Closed, never deleted."""

    kind = models.CharField(max_length=12, choices=OrganisationKind)
    provider_type = models.CharField(max_length=20, choices=ProviderType, blank=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, blank=True)
    slug = models.SlugField(max_length=80, unique=True)
    ods_code = models.CharField(
        "ODS code",
        max_length=6,
        blank=True,
        validators=[
            RegexValidator(
                r"^[A-Z0-9]{3,6}$", "An ODS code is 3 to 6 capital letters or digits, such as R1A."
            )
        ],
    )
    urn = models.CharField(
        "URN",
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{6}$", "A URN is 6 digits, such as 116999.")],
    )
    gss_code = models.CharField(
        "GSS code",
        max_length=9,
        blank=True,
        validators=[
            RegexValidator(
                r"^[EWSN][0-9]{8}$", "A GSS code is a letter and 8 digits, such as E10000034."
            )
        ],
    )
    dfe_number = models.CharField(
        "DfE number",
        max_length=3,
        blank=True,
        validators=[
            RegexValidator(r"^[0-9]{3}$", "A DfE local authority number is 3 digits, such as 885.")
        ],
    )
    website = models.URLField(blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    complaints_contact = models.TextField("complaints route", blank=True)
    pals_contact = models.TextField("PALS", blank=True)
    safeguarding_contact = models.TextField(
        "safeguarding", blank=True, help_text="Whom to ring about a worry for a child: by day, and out of hours."
    )  # fmt: skip
    icbs = models.ManyToManyField(
        "self",
        symmetrical=False,
        through="AreaLink",
        through_fields=("local_authority", "icb"),
        related_name="local_authorities",
    )
    local_authority = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="settings_in",
        help_text="The authority in whose area a school or voluntary organisation is.",
    )
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["ods_code"], condition=~Q(ods_code=""), name="organisation_ods_once"
            ),
            models.UniqueConstraint(
                fields=["urn"], condition=~Q(urn=""), name="organisation_urn_once"
            ),
            models.UniqueConstraint(
                fields=["gss_code", "kind"], condition=~Q(gss_code=""), name="organisation_gss_once"
            ),
            models.CheckConstraint(
                condition=Q(ods_code="") | Q(ods_code__regex=r"^[A-Z0-9]{3,6}$"),
                name="organisation_ods_format",
            ),
            models.CheckConstraint(
                condition=Q(urn="") | Q(urn__regex=r"^[0-9]{6}$"), name="organisation_urn_format"
            ),
            models.CheckConstraint(
                condition=Q(gss_code="") | Q(gss_code__regex=r"^[EWSN][0-9]{8}$"),
                name="organisation_gss_format",
            ),
            models.CheckConstraint(
                condition=Q(opened_on=None) | Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="organisation_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(kind="provider") ^ Q(provider_type=""),
                name="organisation_provider_has_type",
            ),
            models.CheckConstraint(
                condition=Q(urn="") | Q(kind="school"), name="organisation_urn_is_a_schools"
            ),
            models.CheckConstraint(
                condition=Q(local_authority=None) | Q(kind__in=["school", "voluntary"]),
                name="organisation_in_an_authority",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(closed_on__isnull=False),
                name="organisation_successor_when_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    def closed(self, on: dt.date | None = None) -> bool:
        """Whether it is closed on a day (default today); the day of closing is the first closed one."""
        return self.closed_on is not None and self.closed_on <= (on or today())


class AreaLink(models.Model):
    """A local authority's area that lies, wholly or in part, in an ICB's area."""

    local_authority = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="icb_links"
    )
    icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="la_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["local_authority", "icb"], name="area_link_once")
        ]

    def __str__(self) -> str:
        return f"{self.local_authority} in {self.icb}"


class ServiceKind(models.TextChoices):
    """What a provider's team does; the words of the field."""

    COMMUNITY_PAEDIATRICS = "community_paediatrics", "Community paediatrics"
    SPEECH_AND_LANGUAGE = "speech_and_language", "Speech and language therapy"
    OCCUPATIONAL_THERAPY = "occupational_therapy", "Occupational therapy"
    PHYSIOTHERAPY = "physiotherapy", "Physiotherapy"
    CAMHS = "camhs", "Child and adolescent mental health (CAMHS)"
    AUDIOLOGY = "audiology", "Audiology"
    OPHTHALMOLOGY = "ophthalmology", "Ophthalmology and orthoptics"
    DIETETICS = "dietetics", "Dietetics"
    LEARNING_DISABILITY = "learning_disability", "Learning disability nursing"
    CONTINENCE = "continence", "Continence"
    COMMUNITY_NURSING = "community_nursing", "Children's community nursing"
    SPECIAL_SCHOOL_NURSING = "special_school_nursing", "Special school nursing"
    PUBLIC_HEALTH_NURSING = "public_health_nursing", "Health visiting and school nursing"
    AUTISM_PATHWAY = "autism_pathway", "Autism assessment"
    ACUTE_PAEDIATRICS = "acute_paediatrics", "Hospital paediatrics"
    OTHER = "other", "Other health service"


class ProviderService(Stamped):
    """A health service (team) of a provider that can be asked for advice."""

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="services")
    kind = models.CharField(max_length=30, choices=ServiceKind)
    name = models.CharField(max_length=120)
    areas = models.ManyToManyField(Organisation, related_name="services_covering", blank=True)
    lead_signs_off = models.BooleanField(
        "a lead signs off advice",
        default=True,
        help_text="When off, signed advice goes straight to the DCO team.",
    )
    telephone = models.CharField(max_length=30, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["provider__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="service_name_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.provider.label}"


class Place(Stamped):
    """An area whose families and schools turn to one DCO team."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="places")
    local_authority = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="places_in"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Postcode(models.Model):
    """A postcode (or a whole district) with its authority, ICB and grid reference in metres.

    A district that lies in several authorities has no `local_authority_gss`: they are its `candidates`.
    The authority is the one with education duties: the county where there is one.
    """

    postcode = models.CharField(
        max_length=7, primary_key=True, help_text="Capitals, no space: WR51AA, or a district: WR5."
    )
    local_authority_gss = models.CharField(max_length=9, blank=True)
    candidates = ArrayField(models.CharField(max_length=9), default=list, blank=True)
    icb_ods = models.CharField(max_length=6, blank=True)
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)
    terminated_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(candidates=[]) | Q(local_authority_gss=""),
                name="postcode_one_authority_or_several",
            ),
            models.CheckConstraint(
                condition=Q(easting=None, northing=None)
                | Q(easting__isnull=False, northing__isnull=False),
                name="postcode_point_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.postcode


class Town(Stamped):
    """A town or village that people name when they say where they are; metres of the National Grid."""

    name = models.CharField(max_length=100)
    county = models.CharField(max_length=100, blank=True)
    folded = models.CharField(max_length=100, help_text="The name as it is looked up: lower case.")
    local_authority_gss = models.CharField(max_length=9, blank=True)
    easting = models.IntegerField()
    northing = models.IntegerField()

    class Meta:
        ordering = ["name", "county"]
        constraints = [models.UniqueConstraint(fields=["name", "county"], name="town_once")]
        indexes = [models.Index(fields=["folded"], name="town_folded_idx")]

    def __str__(self) -> str:
        return f"{self.name}, {self.county}" if self.county else self.name


class LocalPolicy(Stamped):
    """A local rule's value: never law, and labelled so wherever it is shown."""

    key = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    value = models.JSONField()
    note = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["key", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "organisation", "effective_from"],
                nulls_distinct=False,
                name="policy_once_per_day",
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="policy_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} from {self.effective_from}"

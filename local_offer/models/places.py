"""Where and when a service is given: places, what they offer disabled people, opening times (HSDS-UK 3.0)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from dco_portal.common.models import Stamped
from local_offer.models.directory import Service, Source, Term


class Location(Stamped, Source):
    """A place where services are given, or a postal or virtual one. One address each."""

    class Type(models.TextChoices):
        PHYSICAL = "physical", "A building"
        POSTAL = "postal", "An address for post"
        VIRTUAL = "virtual", "Online or by telephone"

    type = models.CharField(max_length=8, choices=Type, default=Type.PHYSICAL)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    address_1 = models.CharField("first line of the address", max_length=200, blank=True)
    address_2 = models.CharField("second line of the address", max_length=200, blank=True)
    city = models.CharField("town or city", max_length=100, blank=True)
    county = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=8, blank=True, help_text="With its space: WR5 1AA.")
    masked = models.BooleanField(
        "address not shown",
        default=False,
        help_text="Show the town and postcode district alone, as for a refuge.",
    )
    latitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(49), MaxValueValidator(61)]
    )
    longitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-9), MaxValueValidator(2)]
    )
    easting = models.IntegerField(null=True, blank=True, help_text="British National Grid, metres.")
    northing = models.IntegerField(null=True, blank=True)
    travel = models.TextField(
        "getting there", blank=True, help_text="Parking, buses, step-free way in."
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="location_once_per_source",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None, easting=None, northing=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    easting__isnull=False,
                    northing__isnull=False,
                ),
                name="location_point_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Accessibility(Stamped):
    """A feature of a place, such as a hoist or a quiet room, with what to know about it."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="accessibility")
    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, limit_choices_to={"taxonomy__code": "accessibility"}
    )
    details = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "accessibility"
        constraints = [
            models.UniqueConstraint(fields=["location", "term"], name="accessibility_once")
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.location}"


class ServiceAtLocation(Stamped):
    """A service given at a place."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="places")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="places")
    description = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["service", "location"], name="service_at_location_once")
        ]

    def __str__(self) -> str:
        return f"{self.service} at {self.location}"


class Schedule(Stamped):
    """When a service is open: days of the week with times, weekly, or words alone."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="schedules")
    place = models.ForeignKey(
        ServiceAtLocation, null=True, blank=True, on_delete=models.CASCADE, related_name="schedules"
    )
    days = models.CharField(
        max_length=20, blank=True, help_text="iCalendar days: MO,TU,WE,TH,FR,SA,SU."
    )
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    description = models.CharField(
        max_length=300, blank=True, help_text="Such as: school term only."
    )

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.days} {self.service}"

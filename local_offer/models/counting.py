"""Statistics without trackers: numbers by month, about no person."""

from django.db import models

from dco_portal.organisations.models import Organisation
from local_offer.models.directory import Service


class Count(models.Model):
    """How often something happened in a month (its first day), in one authority's area or nobody's."""

    class What(models.TextChoices):
        SEARCH = "search", "Searches"
        EMPTY = "empty", "Searches that found nothing"

    what = models.CharField(max_length=6, choices=What)
    month = models.DateField()
    local_authority = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["what", "month", "local_authority"], nulls_distinct=False, name="count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.month:%m %Y}: {self.count}"


class Views(models.Model):
    """How often an entry's page was opened in a month (its first day)."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="views")
    month = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "month"], name="views_once_a_month")
        ]
        indexes = [models.Index(fields=["month", "service"], name="views_month_idx")]

    def __str__(self) -> str:
        return f"{self.service} {self.month:%m %Y}: {self.count}"


RARE = 3  # words searched less often in a month may be somebody's name: nobody is shown them


class EmptySearch(models.Model):
    """Words that found nothing, without anything personal, and how often in a month (its first day).

    Rare ones are shown to nobody and forgotten when their month is over.
    """

    words = models.CharField(max_length=120)
    month = models.DateField()
    local_authority = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["words", "month", "local_authority"], nulls_distinct=False, name="empty_search_once"
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["month", "-count"], name="empty_search_month_idx")]

    def __str__(self) -> str:
        return self.words

"""Families' words for what services call otherwise, kept by the Local Offer's editors."""

from django.db import models
from django.db.models import F, Q

from dco_portal.common.models import Stamped


class Synonym(Stamped):
    """Somebody who says `said` is also shown what has `meant`; both are a word or a few.

    `both_ways`: whoever says `meant` is shown `said` too, as for an abbreviation.
    """

    said = models.CharField("families say", max_length=60)
    meant = models.CharField("entries say", max_length=60)
    both_ways = models.BooleanField("also the other way round", default=True)

    class Meta:
        ordering = ["said", "meant"]
        constraints = [
            models.UniqueConstraint(fields=["said", "meant"], name="synonym_once"),
            models.CheckConstraint(
                condition=~Q(said="") & ~Q(meant="") & ~Q(said=F("meant")), name="synonym_says_more"
            ),
        ]
        indexes = [models.Index(fields=["meant"], name="synonym_meant_idx")]

    def __str__(self) -> str:
        return f"{self.said}: {self.meant}"

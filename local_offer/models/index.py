"""What search reads: derived from the public entries, kept by `actions.indexing`, never edited.

One row for each place of an entry, or one without a point for an entry that has none. `first` marks
one row of each entry, for searches without a place. Texts are stemmed (Postgres, `english`) and
without positions, which keeps a row inside its page. `codes` says everything that is filtered by in
one array ("need/semh", "age/7", "day/MO", "area/<slug>"), so that one GIN index over texts and codes
finds the rows of any combination without reading others.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from local_offer.models.directory import Service
from local_offer.models.places import Location


class SearchRow(models.Model):
    """An entry at one of its places. The point is in metres of the British National Grid.

    The point of an address that is not shown is its postcode district's, or rounded to 5 km.
    The GiST index of the point is made in the migration: it is on an expression.
    """

    # Derived rows need no lock on what they are derived from: no constraint in the database.
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    location = models.ForeignKey(
        Location, null=True, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )  # fmt: skip
    first = models.BooleanField()
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)
    name_words = SearchVectorField()  # the name and what it is also known as
    head_words = SearchVectorField()  # these, the sentence, the terms and who runs it
    words = SearchVectorField()  # everything families may read
    codes = ArrayField(models.CharField(max_length=120))
    lag = models.PositiveSmallIntegerField(
        help_text="What the entry lacks to be complete, per cent."
    )
    name_sort = models.CharField(max_length=200)
    checked_on = models.DateField()

    class Meta:
        indexes = [
            GinIndex(
                fields=["name_words", "head_words", "words", "codes"], name="search_words", fastupdate=False
            ),
            models.Index(
                fields=["lag", "name_sort", "service"], name="search_best", condition=models.Q(first=True)
            ),
            models.Index(
                fields=["name_sort", "service"], name="search_az", condition=models.Q(first=True)
            ),
            models.Index(
                fields=["-checked_on", "service"], name="search_checked", condition=models.Q(first=True)
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["service"], condition=models.Q(first=True), name="search_first_once"
            ),
            models.CheckConstraint(
                condition=models.Q(easting=None, northing=None)
                | models.Q(easting__isnull=False, northing__isnull=False),
                name="search_point_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name_sort


class Tally(models.Model):
    """How many public entries carry a code; `all` counts every one."""

    code = models.CharField(max_length=120, primary_key=True)
    entries = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.code}: {self.entries}"


class KnownWord(models.Model):
    """A word that public entries use in their names, sentences or terms: what spelling is corrected to."""

    word = models.CharField(max_length=40, primary_key=True)

    def __str__(self) -> str:
        return self.word

"""What families, schools and services looked for and did not find, gathered into lines to decide on.

No child and no asker is held or referred to here: a source is a kind, an id of the feature that
knows more, and plain values.
"""

from django.db import models
from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission
from dco_portal.common.models import Stamped
from dco_portal.gaps.states import LineState
from dco_portal.organisations.models import Organisation, OrganisationKind, ServiceKind


class Theme(models.TextChoices):
    """What was missing. Features tag with these codes; "" where nobody has said."""

    NO_SERVICE = "no_service", "No such service"
    WAITING = "waiting", "Waiting time"
    CRITERIA = "criteria", "Does not fit the criteria"
    AGE = "age", "Age limit or move to adult services"
    PLACE = "place", "Not offered in this area"
    INFORMATION = "information", "Information hard to find"
    CAPACITY = "capacity", "Too little of it"
    EQUIPMENT = "equipment", "Equipment or supplies"
    TRAINING = "training", "Training for those around the child"
    JOINED_UP = "joined_up", "Services do not work together"
    NOT_KNOWN = "not_known", "Asked of a service that does not know the child"
    OTHER = "other", "Something else"


class LineQuerySet(models.QuerySet):
    """Lines of the gap log."""

    def visible_to(self, user: User) -> "LineQuerySet":
        """The ICB's own lines; for an authority's board members, those about its area."""
        organisation = user.organisation
        if organisation is None or not user.may(Permission.SEE_GAPS):
            return self.none()
        if organisation.kind == OrganisationKind.ICB:
            return self.filter(organisation=organisation)
        if organisation.kind == OrganisationKind.LA:
            return self.filter(local_authority=organisation)
        return self.none()


class GapLine(Stamped):
    """One gap of an ICB: a service (or any), a theme and an area (or the whole), with what is decided.

    `lock` counts the changes people made, so that two who decide at once do not overwrite each other.
    """

    reference = models.CharField(max_length=20, unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="gap_lines"
    )
    local_authority = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="gap_lines_here"
    )
    service_kind = models.CharField(max_length=30, choices=ServiceKind, blank=True)
    theme = models.CharField(max_length=20, choices=Theme, blank=True)
    state = models.CharField(max_length=16, choices=LineState, default=LineState.OPEN)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="gap_lines"
    )
    decision = models.TextField(blank=True)
    board = models.CharField("board item", max_length=120, blank=True)
    board_on = models.DateField("at the board on", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    lock = models.PositiveIntegerField(default=0)

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "local_authority", "service_kind", "theme"],
                nulls_distinct=False,
                name="gap_line_once",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("id")),
                name="gap_line_not_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LineState.values), name="gap_line_state_known"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="gap_line_state")]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def service_words(self) -> str:
        """The service in words, or that no one service is meant."""
        return self.get_service_kind_display() if self.service_kind else "Any health service"

    @property
    def theme_words(self) -> str:
        return self.get_theme_display() if self.theme else "Not yet tagged"

    @property
    def area_words(self) -> str:
        return self.local_authority.label if self.local_authority else "Whole area"

    @property
    def title(self) -> str:
        """Service and theme, such as "Audiology: waiting time"."""
        theme = self.theme_words
        return f"{self.service_words}: {theme[0].lower()}{theme[1:]}"


class GapSource(Stamped):
    """One enquiry, reply, search or dispute behind a line. `line` is empty while it is held back.

    A search is held back until its words were searched on several days: one person's words stay out
    of the log. `folded` is how words are compared. Withdrawn sources are kept, and not counted.
    """

    class Kind(models.TextChoices):
        ENQUIRY = "enquiry", "Enquiry"
        NOT_KNOWN = "not_known", "Service did not know the child"
        EMPTY_SEARCH = "empty_search", "Local Offer search that found nothing"
        DISPUTE = "dispute", "Dispute"
        NOT_LISTED = "not_listed", "Health service missing from the Local Offer"

    kind = models.CharField(max_length=12, choices=Kind)
    source_id = models.UUIDField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="gap_sources"
    )
    local_authority = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="gap_sources_here",
    )
    service_kind = models.CharField(max_length=30, choices=ServiceKind, blank=True)
    theme = models.CharField(max_length=20, choices=Theme, blank=True)
    words = models.CharField(max_length=120, blank=True)
    folded = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    line = models.ForeignKey(
        GapLine, null=True, blank=True, on_delete=models.PROTECT, related_name="sources"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "source_id"], name="gap_source_once"),
            models.CheckConstraint(
                condition=Q(line__isnull=False) | Q(kind="empty_search"),
                name="gap_source_only_searches_held_back",
            ),
        ]
        indexes = [
            models.Index(
                fields=["line", "on", "id"], name="gap_source_line", condition=Q(withdrawn_at=None)
            ),
            models.Index(
                fields=["organisation", "folded", "on"],
                name="gap_source_search",
                condition=Q(kind="empty_search"),
            ),
            models.Index(fields=["on"], name="gap_source_held", condition=Q(line=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class GapChange(Stamped):
    """One thing people did to a line: who, when, what, from and to which state, and why. Never changed."""

    line = models.ForeignKey(GapLine, on_delete=models.PROTECT, related_name="changes")
    by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="gap_changes"
    )
    what = models.CharField(max_length=200)
    from_state = models.CharField(max_length=16, choices=LineState)
    to_state = models.CharField(max_length=16, choices=LineState)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["line", "created_at"], name="gap_change_line")]

    def __str__(self) -> str:
        return self.what

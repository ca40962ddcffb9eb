"""Handing an entry from one organisation to another: offered by one side, taken by the other."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dco_portal.accounts.permissions import Permission
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation
from local_offer.models.directory import Service


class TransferQuerySet(models.QuerySet):
    """Offers of an entry."""

    def visible_to(self, user) -> "TransferQuerySet":
        """Those of entries this person may open, and those made to their organisation's listing owners."""
        if user.organisation is None:
            return self.none()
        seen = Q(service__in=Service.objects.visible_to(user))
        if user.may(Permission.OWN_LISTING):
            seen |= Q(to_organisation=user.organisation)
        return self.filter(seen)


class Transfer(Stamped):
    """One offer. At most one is open per entry."""

    class State(models.TextChoices):
        OFFERED = "offered", "Waiting for the other side"
        ACCEPTED = "accepted", "Taken over"
        DECLINED = "declined", "Not taken over"
        WITHDRAWN = "withdrawn", "Taken back"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="transfers")
    from_organisation = models.ForeignKey(
        Organisation,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="None: the entry was an orphan.",
    )
    to_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="listings_offered"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["service"], condition=Q(state="offered"), name="transfer_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state="offered") ^ Q(decided_at__isnull=False),
                name="transfer_decided_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} to {self.to_organisation}"

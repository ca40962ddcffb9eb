"""Corrections of the day of receipt: the original date stays on record."""

from django.db import models
from django.db.models import F, Q

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from ehcp.models.request import AdviceRequest


class DateCorrection(Stamped):
    """The day of receipt as it was recorded and as it was corrected, with reason and approver.

    The clock itself never moves for any other reason (SI 2014/1530 reg 8(1): it runs from receipt).
    """

    request = models.ForeignKey(AdviceRequest, on_delete=models.PROTECT, related_name="corrections")
    received_before = models.DateField()
    received_after = models.DateField()
    due_before = models.DateField()
    due_after = models.DateField()
    reason = models.TextField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="date_corrections")

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(received_before=F("received_after")), name="correction_changes_the_day"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.request.reference}: {self.received_before} to {self.received_after}"

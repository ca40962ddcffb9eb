"""What the sides write to each other about a notification, and how it came to its state."""

from django.db import models
from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation
from referrals.models.notification import Notification


class Message(Stamped):
    """One entry of the thread between notifier, local authority and DCO team; all three read it all."""

    class Side(models.TextChoices):
        NOTIFIER = "notifier", "The notifier"
        LA = "la", "The local authority"
        DCO = "dco", "The DCO team"

    notification = models.ForeignKey(
        Notification, on_delete=models.PROTECT, related_name="messages"
    )
    from_side = models.CharField(max_length=8, choices=Side)
    to_side = models.CharField(max_length=8, choices=Side, blank=True)
    asks = models.BooleanField("wants an answer", default=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    answers = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="answered_by"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asks=False) | ~Q(to_side=""), name="s23_question_is_to_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(from_side=models.F("to_side")), name="s23_message_to_another_side"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="s23_message_says_something"),
        ]
        indexes = [
            models.Index(
                fields=["notification", "to_side"],
                name="s23_open_questions",
                condition=Q(asks=True, answered_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_from_side_display()} {self.created_at:%Y-%m-%d}"


class StateChange(models.Model):
    """Who moved a notification from which state to which, when and why. Never changed (database trigger)."""

    id = models.BigAutoField(primary_key=True)
    notification = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_role = models.CharField(max_length=40, blank=True)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"

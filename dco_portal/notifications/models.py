"""Messages to people: rows first, mail afterwards. They name no child."""

from django.db import models
from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation


class Notification(Stamped):
    """One message to one person. `dedupe_key` makes a second telling of the same thing impossible.

    `organisation` is the one on whose behalf it goes: its people learn when it cannot be delivered.
    `next_try_at` is when a waiting message may be sent; for one being sent, when its claim lapses
    (a worker that was killed), so that another worker may take it over.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"
        IN_APP = "in_app", "Shown in the portal only"

    recipient = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="notifications"
    )
    email = models.EmailField(blank=True, help_text="For somebody without an account.")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=150)
    body = models.TextField(
        help_text="What changed and by when; no child's name, number or birth date."
    )
    link = models.CharField(max_length=200, blank=True, help_text="Path in the portal.")
    secret_link = models.BooleanField(
        default=False, help_text="The link opens something by itself: wiped once the mail is sent."
    )
    reference = models.CharField(max_length=40, blank=True)
    reply_key = models.CharField(
        max_length=24, blank=True, help_text="Of the thread that a reply to the mail joins."
    )
    dedupe_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    digest = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient=None) ^ Q(email=""), name="notification_has_one_recipient"
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False),
                name="notification_sending_is_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="notification_sent_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent", secret_link=True) | Q(link=""),
                name="notification_secret_wiped_when_sent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                name="notification_to_send",
                condition=Q(state__in=["waiting", "sending"], digest=False),
            ),
            models.Index(
                fields=["recipient", "id"],
                name="notification_to_digest",
                condition=Q(state="waiting", digest=True),
            ),
            models.Index(fields=["recipient", "-id"], name="notification_list"),
            models.Index(
                fields=["recipient"], name="notification_unread", condition=Q(read_at=None)
            ),
            models.Index(fields=["id"], name="notification_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

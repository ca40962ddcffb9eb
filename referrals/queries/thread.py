"""Open questions of a notification's thread."""

from django.db.models import QuerySet

from referrals.models import Message, Notification


def open_questions(notification: Notification) -> QuerySet[Message]:
    """Questions that nobody has answered, the oldest first."""
    rows = Message.objects.filter(notification=notification, asks=True, answered_at=None)
    return rows.select_related("author", "organisation").order_by("created_at")

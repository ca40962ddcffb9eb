"""A notification being filled in."""

from django.db import models
from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission
from dco_portal.accounts.queries import covers_of
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation
from referrals.models.notification import Notification


class DraftQuerySet(models.QuerySet):
    """Drafts, seen by the person who writes them and whoever stands in for them."""

    def visible_to(self, user: User) -> "DraftQuerySet":
        """The person's own in the organisation acted for, and those of people they stand in for there."""
        if user.organisation is None or not user.may(Permission.NOTIFY_UNDER_FIVE):
            return self.none()
        mine = Q(started_by_id=user.pk) | Q(started_by_id__in=covers_of(user).values("absent"))
        return self.filter(mine, organisation=user.organisation)


class NotificationDraft(Stamped):
    """A notification being filled in, section by section.

    `data` maps a section's name (`rules.drafts.Section`) to its form's cleaned values as JSON. A draft that
    telling the parent would make dangerous is diverted: it ends here and safeguarding takes over.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)
    lock = models.PositiveIntegerField(default=0)
    notification = models.OneToOneField(
        Notification, null=True, blank=True, on_delete=models.PROTECT, related_name="draft"
    )
    discarded_at = models.DateTimeField(null=True, blank=True)
    # A safeguarding worry: the notice is not sent while it lasts. What was worrying is not kept here.
    diverted_at = models.DateTimeField(null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(notification=None) | Q(discarded_at=None, diverted_at=None),
                name="s23_draft_sent_or_ended",
            )
        ]
        indexes = [
            models.Index(
                fields=["started_by", "-updated_at"],
                name="s23_draft_list",
                condition=Q(notification=None, discarded_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"Draft {self.pk}"

"""An enquiry, its history, and the links by which people without an account follow it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string

from dco_portal.accounts.models import User
from dco_portal.children.models import Child
from dco_portal.common.clock import now
from dco_portal.common.models import Stamped
from dco_portal.gaps.models import Theme
from dco_portal.organisations.models import Organisation, Place, ServiceKind
from enquiries.models.scope import EnquiryQuerySet
from enquiries.states import (
    ENQUIRY_OPEN,
    AskerRole,
    EnquiryState,
    Topic,
    Tried,
    Urgency,
)

KEY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike


def reply_key() -> str:
    """A fresh key for the reply address of one thread: 24 letters and digits, about 119 bits."""
    return get_random_string(24, KEY_LETTERS)


class Enquiry(Stamped):
    """A question to the DCO team, its asker, its clock (local policy) and where it stands.

    `asker` is somebody with an account; without one `asker_email` is the confirmed address.
    `child_details` is what was typed of a child; linking the child's record wipes it.
    """

    reference = models.CharField(max_length=20, unique=True, help_text="Such as ENQ-2026-000123.")
    icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="enquiries")
    la = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enquiries_of_la",
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries"
    )
    state = models.CharField(max_length=12, choices=EnquiryState, default=EnquiryState.NEW)
    # Who asks.
    asker = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries"
    )
    asker_organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enquiries_asked",
    )
    asker_email = models.EmailField(blank=True)
    asker_name = models.CharField(max_length=120, blank=True)
    asker_role = models.CharField(max_length=12, choices=AskerRole)
    organisation_name = models.CharField(
        max_length=200, blank=True, help_text="As typed by somebody without an account."
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # What is asked.
    topic = models.CharField(max_length=12, choices=Topic)
    urgency = models.CharField(
        max_length=8,
        choices=Urgency,
        default=Urgency.ROUTINE,
        help_text="Never one that is diverted.",
    )
    subject = models.CharField(max_length=150)
    text = models.TextField()
    tried = ArrayField(models.CharField(max_length=12, choices=Tried), default=list, blank=True)
    tried_other = models.CharField(max_length=500, blank=True)
    offered = models.JSONField(
        default=list, blank=True, help_text="Suggestions shown before sending: kind and id."
    )
    child = models.ForeignKey(
        Child, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries"
    )
    child_details = models.JSONField(default=dict, blank=True)
    # How it is dealt with.
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries_owned"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    first_due_on = models.DateField(
        null=True, blank=True, help_text="Of the first answer: local policy."
    )
    first_answer_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(
        null=True, blank=True, help_text="Of the next answer: local policy; none while it pauses."
    )
    hold_reason = models.TextField(blank=True)
    hold_until = models.DateField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="split_off"
    )
    signposted_to = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    service = models.CharField(max_length=30, choices=ServiceKind, blank=True)
    theme = models.CharField(max_length=20, choices=Theme, blank=True)
    is_gap = models.BooleanField("count it in the gap log", default=False)
    gap_words = models.CharField(
        max_length=120, blank=True, help_text="The team’s own label, without a person."
    )
    # E-mail in: replies to mails about this thread name the key.
    reply_key = models.CharField(max_length=24, unique=True, default=reply_key, editable=False)
    lock = models.PositiveIntegerField(
        default=0, help_text="Counts changes, to notice two at once."
    )
    search = SearchVectorField(null=True, editable=False)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "enquiries"
        constraints = [
            models.CheckConstraint(
                condition=Q(asker__isnull=False) ^ ~Q(asker_email=""), name="enquiry_has_one_asker"
            ),
            models.CheckConstraint(
                condition=Q(asker=None) ^ Q(asker_organisation__isnull=False),
                name="enquiry_account_acts_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="unconfirmed")
                | Q(asker__isnull=False)
                | Q(confirmed_at__isnull=False),
                name="enquiry_address_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(urgency__in=["danger", "help_now"]), name="enquiry_not_an_emergency"
            ),
            models.CheckConstraint(
                condition=~Q(state="on_hold") | ~Q(hold_reason=""), name="enquiry_hold_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="merged") ^ Q(merged_into=None), name="enquiry_merged_names_other"
            ),
            models.CheckConstraint(
                condition=~Q(state="signposted") | ~Q(ended_reason=""),
                name="enquiry_signposted_says_where",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(state__in=["new", "open"]),
                name="enquiry_due_while_owed",
            ),
            models.CheckConstraint(
                condition=Q(child=None) | Q(child_details={}), name="enquiry_child_typed_or_linked"
            ),
            models.CheckConstraint(
                condition=Q(is_gap=False) | ~Q(theme=""), name="enquiry_gap_has_theme"
            ),
        ]
        indexes = [
            models.Index(
                fields=["icb", "due_on", "id"],
                name="enquiry_open_due",
                condition=Q(state__in=sorted(ENQUIRY_OPEN)),
            ),
            models.Index(fields=["icb", "reference"], name="enquiry_icb_reference"),
            models.Index(fields=["icb", "created_at", "id"], name="enquiry_icb_created"),
            models.Index(
                fields=["owner", "due_on", "id"],
                name="enquiry_owner_open",
                condition=Q(state__in=sorted(ENQUIRY_OPEN)),
            ),
            models.Index(
                fields=["asker_organisation", "asker", "created_at", "id"], name="enquiry_asker"
            ),
            models.Index(fields=["child", "-created_at"], name="enquiry_child"),
            models.Index(
                fields=["created_at"], name="enquiry_unconfirmed", condition=Q(state="unconfirmed")
            ),
            models.Index(
                fields=["asker_email", "created_at"],
                name="enquiry_email",
                condition=~Q(asker_email=""),
            ),
            GinIndex(fields=["search"], name="enquiry_search"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def has_account(self) -> bool:
        """Whether the asker signs in; else they follow by private link."""
        return self.asker_id is not None

    @property
    def asker_words(self) -> str:
        """Who asks, in words, for the people who answer."""
        name = self.asker.name if self.asker else self.asker_name
        if self.asker_organisation:
            return f"{name}, {self.asker_organisation.label}"
        return f"{name}, {self.organisation_name}" if self.organisation_name else name

    @staticmethod
    def state_name(code: str) -> str:
        """A state's name in words, by its code."""
        return str(EnquiryState(code).label)


class PrivateLink(Stamped):
    """A link by which an asker without an account opens their enquiry. Only the token's digest is kept."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the link's token."
    )
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["enquiry", "-created_at"], name="private_link_latest")]

    def __str__(self) -> str:
        return f"Link to {self.enquiry.reference}"

    @property
    def open(self) -> bool:
        """Whether it still opens the enquiry."""
        return self.expires_at > now()


class StateChange(models.Model):
    """Who moved an enquiry from which state to which, when and why. Never changed (database trigger).

    `by` is empty for the portal and for an asker without an account (`by_asker`).
    """

    id = models.BigAutoField(primary_key=True)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_asker = models.BooleanField(default=False)
    by_role = models.CharField(max_length=40, blank=True)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    what = models.CharField(
        max_length=80, blank=True, help_text="What was done, where no state moved."
    )
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["enquiry", "id"], name="enquiry_history")]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class Signpost(Stamped):
    """Somebody who came to complain was shown where complaints go. No person, no words."""

    icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="signposts")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asker_role = models.CharField(max_length=12, choices=AskerRole)

    class Meta:
        indexes = [models.Index(fields=["icb", "-created_at"], name="signpost_icb")]

    def __str__(self) -> str:
        return f"{self.icb.label} {self.created_at:%Y-%m-%d}"

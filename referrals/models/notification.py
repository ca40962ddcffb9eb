"""A notification as it was sent, the authorities it went to, and the voluntary organisations named."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dco_portal.accounts.models import User
from dco_portal.children.models import Child
from dco_portal.children.scope import ScopedQuerySet
from dco_portal.common.models import Stamped
from dco_portal.documents.models import Document
from dco_portal.organisations.models import Organisation, ProviderService
from referrals.states import OPEN, NotificationState


class Need(models.TextChoices):
    """The four broad areas of need (SEND code of practice, 6.28 to 6.35), and health beside them."""

    COMMUNICATION = "communication", "Communication and interaction"
    COGNITION = "cognition", "Cognition and learning"
    SOCIAL = "social", "Social, emotional and mental health"
    SENSORY = "sensory", "Sensory or physical"
    HEALTH = "health", "A health condition that affects learning or daily life"


class How(models.TextChoices):
    """How a parent was told or offered something."""

    IN_PERSON = "in_person", "In person"
    VIDEO = "video", "By video call"
    TELEPHONE = "telephone", "By telephone"
    LETTER = "letter", "By letter or e-mail"


class Notification(Stamped):
    """A body's opinion that a child under compulsory school age has, or probably has, SEN or a disability.

    It exists from the moment it is sent, so that the law's order is a constraint of the row itself:
    opinion formed, parent told of the opinion and of the duty, opportunity to discuss given, then the
    local authority told (CFA 2014 s.23(2) to (4)).
    """

    class Likelihood(models.TextChoices):
        HAS = "has", "has"
        PROBABLY = "probably", "probably has"

    class Condition(models.TextChoices):
        SEN = "sen", "special educational needs"
        DISABILITY = "disability", "a disability"
        BOTH = "both", "special educational needs and a disability"

    class Discussion(models.TextChoices):
        TAKEN = "taken", "They discussed it"
        DECLINED = "declined", "They did not want to"
        NO_REPLY = "no_reply", "They did not reply"

    class LaBasis(models.TextChoices):
        POSTCODE = "postcode", "By the home postcode"
        DISTRICT = "district", "By the postcode’s district, which lies in one authority"
        CHOSEN = "chosen", "Chosen by the notifier"
        CORRECTED = "corrected", "Corrected by the DCO team"

    class Channel(models.TextChoices):
        PORTAL = "portal", "Written here"
        IMPORT = "import", "Imported from a list"

    class Voluntary(models.TextChoices):
        NOT_YET = "", "Not recorded yet"
        NAMED = "named", "Told of voluntary organisations"
        NONE = "none", "None thought likely to help"

    class Outcome(models.TextChoices):
        NONE = "", "No outcome yet"
        EARLY_YEARS = "early_years", "Early-years support is being given or arranged"
        EHC = "ehc", "An EHC needs assessment is being considered"
        NO_ACTION = "no_action", "No action by the local authority"
        MOVED = "moved", "The child has moved to another area"

    reference = models.CharField(max_length=20, unique=True, help_text="Such as S23-2026-000123.")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="notifications")
    state = models.CharField(
        max_length=12, choices=NotificationState, default=NotificationState.SENT
    )
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.PORTAL)
    # Who tells. `organisation` wrote it; `body` is the one in law (ICB, NHS trust or foundation trust, s.23(1)): the
    # same, or the ICB that another provider acts for.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="notifications_written"
    )
    service = models.ForeignKey(
        ProviderService, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    body = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="notifications_made"
    )
    notifier = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notifications_sent")
    icb = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="notifications_seen",
        help_text="The board whose DCO team sees it in parallel.",
    )  # fmt: skip
    their_reference = models.CharField(
        "the body’s own reference", max_length=60, blank=True,
        help_text="An import’s row id: the same one is never taken twice.",
    )  # fmt: skip
    again_because = models.TextField("why it is told though it was notified before", blank=True)
    # The opinion (s.23(1)).
    likelihood = models.CharField(max_length=8, choices=Likelihood)
    condition = models.CharField(max_length=10, choices=Condition)
    needs = ArrayField(models.CharField(max_length=14, choices=Need))
    reason = models.TextField("reason for the opinion")
    opinion_on = models.DateField("opinion formed on")
    opinion_by = models.CharField("who formed the opinion", max_length=120)
    opinion_role = models.CharField("their profession or role", max_length=120, blank=True)
    equipment = models.TextField("equipment used or waited for", blank=True)
    known_services = models.TextField("services that see the child", blank=True)
    setting_known = models.BooleanField("goes to a nursery, childminder or school", null=True)
    setting_name = models.CharField(max_length=200, blank=True)
    # The parent told of the opinion and of the duty to notify: two dated facts (s.23(3)(a)).
    opinion_told_on = models.DateField("parent told of the opinion on")
    opinion_told_how = models.CharField(max_length=10, choices=How)
    opinion_told_by = models.CharField(max_length=120)
    duty_told_on = models.DateField("parent told of the duty to notify on")
    duty_told_how = models.CharField(max_length=10, choices=How)
    duty_told_by = models.CharField(max_length=120)
    # The opportunity to discuss it with an officer of the body (s.23(3)(b)).
    discussion_offered_on = models.DateField()
    discussion_offered_by = models.CharField(max_length=120)
    discussion = models.CharField(max_length=8, choices=Discussion)
    discussed_on = models.DateField(null=True, blank=True)
    parent_views = models.TextField("what the parent said", blank=True)
    # The Act gives no consent gate: an objection is told to the authority and stops nothing.
    objects_to_notice = models.BooleanField("the parent objects", default=False)
    objection = models.TextField("what they object to", blank=True)
    # Voluntary organisations likely to help (s.23(4)), before or after sending.
    voluntary = models.CharField(
        max_length=6, choices=Voluntary, blank=True, default=Voluntary.NOT_YET
    )
    voluntary_on = models.DateField("parent told of them on", null=True, blank=True)
    # The appropriate local authority.
    home_postcode = models.CharField(max_length=8, blank=True)
    la = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="notifications_received"
    )
    la_basis = models.CharField(max_length=10, choices=LaBasis)
    la_basis_words = models.CharField(
        max_length=300, blank=True, help_text="Why this authority, where a person chose it."
    )
    csa_on = models.DateField(
        "reaches compulsory school age on", help_text="S23-CSA, as computed on sending."
    )
    # Dates of sending. `sent_at` is the first sending; `la_since` is when the authority it is with now got it.
    sent_at = models.DateTimeField()
    sent_on = models.DateField(help_text="The London day of sent_at.")
    la_since = models.DateTimeField()
    # An authority that does not use the portal is sent the notice by other means, and the DCO team notes when.
    outside_on = models.DateField("sent by other means on", null=True, blank=True)
    outside_how = models.CharField(max_length=200, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    la_officer = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="notifications_held"
    )
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True, default=Outcome.NONE)
    outcome_on = models.DateField(null=True, blank=True)
    outcome_words = models.TextField(blank=True)
    outcome_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Ends other than an outcome.
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    ended_reason = models.TextField(blank=True)
    notice_document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    parent_letter = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opinion_told_on__gte=F("opinion_on"))
                & Q(duty_told_on__gte=F("opinion_on")),
                name="s23_parent_told_after_opinion",
            ),
            models.CheckConstraint(
                condition=Q(discussion_offered_on__gte=F("opinion_told_on"))
                & Q(discussion_offered_on__gte=F("duty_told_on")),
                name="s23_discussion_offered_after_told",
            ),
            models.CheckConstraint(
                condition=Q(sent_on__gte=F("discussion_offered_on")),
                name="s23_sent_after_discussion_offered",
            ),
            models.CheckConstraint(
                condition=Q(discussion="taken", discussed_on__isnull=False)
                | (~Q(discussion="taken") & Q(discussed_on=None)),
                name="s23_discussion_taken_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(discussed_on=None)
                | Q(discussed_on__gte=F("discussion_offered_on"), discussed_on__lte=F("sent_on")),
                name="s23_discussed_before_sent",
            ),
            models.CheckConstraint(
                condition=Q(sent_on__lt=F("csa_on")), name="s23_under_school_age"
            ),
            models.CheckConstraint(condition=Q(needs__len__gt=0), name="s23_names_a_need"),
            models.CheckConstraint(
                condition=Q(objects_to_notice=True) | Q(objection=""), name="s23_objection_said"
            ),
            models.CheckConstraint(
                condition=Q(voluntary="named", voluntary_on__isnull=False)
                | (~Q(voluntary="named") & Q(voluntary_on=None)),
                name="s23_voluntary_named_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(la_since__gte=F("sent_at")), name="s23_authority_since_sent"
            ),
            models.CheckConstraint(
                condition=~Q(la_basis__in=["chosen", "corrected"]) | ~Q(la_basis_words=""),
                name="s23_chosen_authority_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(outside_on=None) ^ ~Q(outside_how=""), name="s23_outside_says_how"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(acknowledged_by__isnull=False),
                name="s23_acknowledged_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="acknowledged") | Q(acknowledged_at__isnull=False),
                name="s23_acknowledged_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_on=None)
                | (~Q(outcome="") & Q(outcome_on__isnull=False)),
                name="s23_outcome_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="outcome") | ~Q(outcome=""), name="s23_outcome_says_which"
            ),
            models.CheckConstraint(
                condition=~Q(state="duplicate")
                | (Q(duplicate_of__isnull=False) & ~Q(duplicate_of=F("id"))),
                name="s23_duplicate_names_first",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["duplicate", "in_error"]) | ~Q(ended_reason=""),
                name="s23_end_has_reason",
            ),
            models.UniqueConstraint(
                fields=["organisation", "their_reference"],
                condition=~Q(their_reference="") & ~Q(state="in_error"),
                name="s23_own_reference_once",
            ),
        ]
        indexes = [
            # Every list is walked by the newest first; the open ones also by who has had them longest.
            models.Index(fields=["-sent_at", "-id"], name="s23_newest"),
            models.Index(
                fields=["la_since", "id"],
                name="s23_open_oldest",
                condition=Q(state__in=sorted(OPEN)),
            ),
            models.Index(fields=["child", "-sent_at"], name="s23_child"),
            models.Index(fields=["organisation", "-sent_at"], name="s23_written"),
            models.Index(fields=["la", "-sent_at"], name="s23_la"),
            models.Index(fields=["icb", "-sent_at"], name="s23_icb"),
            models.Index(
                fields=["csa_on"], name="s23_open_csa", condition=Q(state__in=sorted(OPEN))
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @staticmethod
    def state_name(code: str) -> str:
        """A state's name in words, by its code."""
        return str(NotificationState(code).label)

    @property
    def acts_for_icb(self) -> bool:
        """Whether another provider wrote it for the board that owes it (s.23(1) names no other provider)."""
        return self.organisation_id != self.body_id


class LaCorrection(Stamped):
    """The authority a notification was with and the one it went to instead, why and by whom."""

    class Cause(models.TextChoices):
        WRONG = "wrong", "It went to the wrong authority"
        MOVED = "moved", "The child has moved"

    notification = models.ForeignKey(
        Notification, on_delete=models.PROTECT, related_name="corrections"
    )
    cause = models.CharField(max_length=6, choices=Cause)
    la_before = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    la_after = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since_before = models.DateTimeField(help_text="When the first of the two had got it.")
    basis_before = models.CharField(max_length=10, choices=Notification.LaBasis)
    postcode_before = models.CharField(max_length=8, blank=True)
    postcode_after = models.CharField(max_length=8, blank=True)
    acknowledged_before = models.DateTimeField(null=True, blank=True)
    outcome_before = models.CharField(max_length=11, blank=True)
    outcome_words_before = models.TextField(blank=True)
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(la_before=F("la_after")), name="s23_correction_changes_authority"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="s23_correction_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.notification.reference}: {self.la_before} to {self.la_after}"


class VoluntaryNamed(Stamped):
    """A voluntary organisation the parent was told of (s.23(4))."""

    notification = models.ForeignKey(
        Notification, on_delete=models.PROTECT, related_name="voluntary_named"
    )
    name = models.CharField(max_length=200)
    detail = models.CharField("what they do, how to reach them", max_length=300, blank=True)
    url = models.CharField("Local Offer page", max_length=300, blank=True)
    listing_id = models.UUIDField(
        null=True, blank=True, help_text="The directory entry it was picked from."
    )
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["notification", "name"], name="s23_voluntary_once")
        ]

    def __str__(self) -> str:
        return self.name
